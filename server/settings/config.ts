import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { isObject } from '../json.ts'
import { didYouMean } from '../shape/nearest-name.ts'
import { configKey, variableOf } from './setting.ts'
import { settings } from './settings.ts'
import type { Setting } from './setting.ts'
import type { Config } from './settings.ts'
import { readTextFile, whyUnreadable } from '../text/text-file.ts'
import { parseConfigFile, placeOfKey } from './config-file.ts'
import { messageOf } from '../text/error-message.ts'

/** An invalid setting; the message names the setting and what was expected. */
export class ConfigError extends Error {}

export type Given = Record<string, unknown>

/** Flags take precedence over the environment, the environment over the config file, the file over defaults. */
export async function loadConfig(
  flags: Given,
  env: NodeJS.ProcessEnv,
  cwd: string,
): Promise<Config> {
  const file = await readConfigFile(flags['config'] ?? env[variableOf('config')], cwd)
  const config: Given = {}
  const from: Record<string, string> = {}
  for (const setting of settings as readonly Setting[]) {
    const key = configKey(setting.name)
    const variable = setting.kind === 'object' ? undefined : env[variableOf(setting.name)]
    const [value, where] =
      flags[key] !== undefined
        ? [flags[key], `--${setting.name}`]
        : variable !== undefined && variable !== ''
          ? [variable, variableOf(setting.name)]
          : [file.values[key], `${key} in ${file.name}`]
    const inFile = where === `${key} in ${file.name}`
    let read: unknown = setting.default
    try {
      if (value !== undefined) read = readSetting(setting, value, inFile ? key : where)
    } catch (error) {
      throw inFile ? await inConfigFile(file, key, messageOf(error)) : error
    }
    if (value !== undefined) from[key] = where
    config[key] = setting.kind === 'text or object' ? overlaid(read, file.values[key]) : read
  }
  origins.set(config, from)
  files.set(config, file)
  return config as Config
}

// Separate from the settings: their readers need not know where a value came from.
const origins = new WeakMap<object, Readonly<Record<string, string>>>()
const files = new WeakMap<object, ConfigFile>()

/** Replaces the key at the start of an error with what set it: a place in the config file, a flag or a variable. */
export async function withPlace(error: ConfigError, config: Config): Promise<ConfigError> {
  const file = files.get(config)
  const key = /^\w+/.exec(error.message)?.[0] ?? ''
  const origin = originsOf(config)[key]
  if (file === undefined || origin === undefined) return error
  if (!origin.endsWith(` in ${file.name}`))
    return new ConfigError(`${origin}${error.message.slice(key.length)}`, { cause: error })
  return inConfigFile(file, key, error.message)
}

async function inConfigFile(file: ConfigFile, key: string, message: string): Promise<ConfigError> {
  const place = await placeOfKey(file.name, file.text, key)
  return new ConfigError(message.replaceAll(/^/gm, `${place}: `))
}

/** Where settings came from, by key: `--port`, `BEDROCK_LOCAL_PORT`, `port in bedrock-local.config.yaml`. */
export const originsOf = (config: Config): Readonly<Record<string, string>> =>
  origins.get(config) ?? {}

/** A URL from a flag or variable replaces that of the object in the config file, not the object. */
const overlaid = (read: unknown, inFile: unknown): unknown =>
  typeof read === 'string' && isObject(inFile) ? { ...inFile, url: read } : read

/** The settings of a program, merged with the defaults. */
export function configOf(given: Given): Config {
  const config: Given = {}
  for (const setting of settings as readonly Setting[]) {
    const key = configKey(setting.name)
    config[key] = given[key] === undefined ? setting.default : readSetting(setting, given[key], key)
  }
  const unknown = Object.keys(given).find((key) => !(key in config))
  if (unknown !== undefined)
    throw new ConfigError(`unknown setting ${unknown}${hint(unknown, configKey)}`)
  const set = Object.keys(given).filter((key) => given[key] !== undefined)
  origins.set(config, Object.fromEntries(set.map((key) => [key, 'the program'])))
  return config as Config
}

const TEXTS: ReadonlySet<Setting['kind']> = new Set(['text', 'list', 'text or object'])

/** Checks and converts the value of a setting, or of a flag; `where` names it in the message. */
export function readSetting(setting: Setting, value: unknown, where: string): unknown {
  const invalid = (expected: string) => {
    const actual = setting.secret === true ? '' : `, not ${JSON.stringify(value)}`
    return new ConfigError(`${where} must be ${expected}${actual}`)
  }
  // A repeatable flag is given as a list. If there is a form, its description is more precise.
  const isEmpty = value === '' || (Array.isArray(value) && value.length === 1 && value[0] === '')
  if (isEmpty && setting.form === undefined && TEXTS.has(setting.kind))
    throw new ConfigError(`${where} must not be empty`)
  switch (setting.kind) {
    case 'number': {
      const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
      const { min = 0, max = Number.MAX_SAFE_INTEGER } = setting
      if (typeof number !== 'number' || !Number.isInteger(number) || number < min || number > max) {
        throw invalid(`a whole number from ${min} to ${max}`)
      }
      return number
    }
    case 'flag': {
      const flag = FLAGS.get(String(value).toLowerCase())
      if (flag === undefined) throw invalid('true or false')
      return flag
    }
    case 'list': {
      const list = typeof value === 'string' ? value.split(',').map((item) => item.trim()) : value
      if (!Array.isArray(list) || !list.every((item) => typeof item === 'string' && item !== ''))
        throw invalid('a list of strings')
      if (setting.form !== undefined && !list.every((item) => setting.form?.pattern.test(item)))
        throw invalid(setting.form.expected)
      return list
    }
    case 'choice':
      if (typeof value !== 'string' || setting.choices?.includes(value) !== true) {
        throw invalid(`one of ${setting.choices?.join(', ') ?? ''}`)
      }
      return value
    case 'object':
      if (typeof value !== 'object' || value === null) throw invalid('an object')
      return value
    case 'text or object':
      if (isObject(value)) return value
      if (typeof value !== 'string' || value === '') throw invalid('a string or an object')
      return value
    case 'text': {
      // In YAML, a text of digits is a number.
      const text = typeof value === 'number' && setting.form !== undefined ? String(value) : value
      if (typeof text !== 'string' || text === '')
        throw invalid(setting.form?.expected ?? 'a string')
      if (setting.form !== undefined && !setting.form.pattern.test(text))
        throw invalid(setting.form.expected)
      return text
    }
  }
}

const FLAGS = new Map([
  ['true', true],
  ['1', true],
  ['yes', true],
  ['false', false],
  ['0', false],
  ['no', false],
])

const FILES = ['bedrock-local.config.json', 'bedrock-local.config.yaml', 'bedrock-local.config.yml']

interface ConfigFile {
  name: string
  text: string
  values: Given
}

async function readConfigFile(named: unknown, cwd: string): Promise<ConfigFile> {
  const name =
    typeof named === 'string' ? named : FILES.find((file) => existsSync(resolve(cwd, file)))
  if (name === undefined) return { name: '', text: '', values: {} }
  let values: unknown
  let text: string
  try {
    text = readTextFile(resolve(cwd, name))
  } catch (error) {
    throw new ConfigError(`The config file ${name} cannot be read: ${whyUnreadable(error)}`)
  }
  try {
    values = await parseConfigFile(name, text)
  } catch (error) {
    throw new ConfigError(messageOf(error))
  }
  if (!isObject(values)) throw new ConfigError(`${name} must contain an object of settings`)
  const known = new Set((settings as readonly Setting[]).map((setting) => configKey(setting.name)))
  const unknown = Object.keys(values).find((key) => !known.has(key) && key !== '$schema')
  if (unknown !== undefined) {
    const message = `unknown setting ${unknown}${hint(unknown, configKey)}`
    throw await inConfigFile({ name, values, text }, unknown, message)
  }
  return { name, values, text }
}

/** A suggestion for a misspelled setting; `show` formats its name as a flag, key or variable. */
function hint(name: string, show = (setting: string) => setting): string {
  // Ignores how the words are joined.
  const names = new Map(
    (settings as readonly Setting[]).map((setting) => [
      setting.name.replaceAll('-', ''),
      setting.name,
    ]),
  )
  const plain = name.replaceAll(/[-_]/g, '').toLowerCase()
  return didYouMean(plain, [...names.keys()], (near) => show(names.get(near) ?? near))
}

const PREFIX = variableOf('')

/** One message for each unknown BEDROCK_LOCAL_* variable. */
export function unknownVariables(env: NodeJS.ProcessEnv): string[] {
  const rows = settings as readonly Setting[]
  const known = new Set(rows.map(({ name }) => variableOf(name)))
  return Object.keys(env)
    .filter((name) => name.startsWith(PREFIX) && !known.has(name))
    .map((name) => `unknown variable ${name}${hint(name.slice(PREFIX.length), variableOf)}`)
}
