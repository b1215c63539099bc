import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { isObject } from '../json.ts'
import { didYouMean } from '../shape/nearest-name.ts'
import { keyOf, variableOf } from './setting.ts'
import { settings } from './settings.ts'
import type { Setting } from './setting.ts'
import type { Config } from './settings.ts'
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
    const key = keyOf(setting.name)
    const variable = setting.kind === 'object' ? undefined : env[variableOf(setting.name)]
    const [value, where] =
      flags[key] !== undefined
        ? [flags[key], `--${setting.name}`]
        : variable !== undefined && variable !== ''
          ? [variable, variableOf(setting.name)]
          : [file.values[key], `${key} in ${file.name}`]
    const read = value === undefined ? setting.default : readSetting(setting, value, where)
    if (value !== undefined) from[key] = where
    config[key] = setting.kind === 'text or object' ? overlaid(read, file.values[key]) : read
  }
  origins.set(config, from)
  return config as unknown as Config
}

// Beside the settings rather than in them: whoever reads a setting need not care where it came from.
const origins = new WeakMap<object, Readonly<Record<string, string>>>()

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
    const key = keyOf(setting.name)
    config[key] = given[key] === undefined ? setting.default : readSetting(setting, given[key], key)
  }
  const unknown = Object.keys(given).find((key) => !(key in config))
  if (unknown !== undefined)
    throw new ConfigError(`unknown setting ${unknown}${hint(unknown, keyOf)}`)
  const set = Object.keys(given).filter((key) => given[key] !== undefined)
  origins.set(config, Object.fromEntries(set.map((key) => [key, 'the program'])))
  return config as unknown as Config
}

/** Checks and converts the value of a setting, or of a flag; `where` names it in the message. */
export function readSetting(setting: Setting, value: unknown, where: string): unknown {
  const invalid = (expected: string) => {
    const actual = setting.secret === true ? '' : `, not ${JSON.stringify(value)}`
    return new ConfigError(`${where} must be ${expected}${actual}`)
  }
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

async function readConfigFile(
  named: unknown,
  cwd: string,
): Promise<{ name: string; values: Given }> {
  const name =
    typeof named === 'string' ? named : FILES.find((file) => existsSync(resolve(cwd, file)))
  if (name === undefined) return { name: '', values: {} }
  let values: unknown
  try {
    const text = readFileSync(resolve(cwd, name), 'utf8')
    values = name.endsWith('.json') ? JSON.parse(text) : (await import('js-yaml')).load(text)
  } catch (error) {
    throw new ConfigError(`${name} cannot be read: ${inOneLine(error)}`)
  }
  if (!isObject(values)) throw new ConfigError(`${name} must contain an object of settings`)
  const known = new Set((settings as readonly Setting[]).map((setting) => keyOf(setting.name)))
  const unknown = Object.keys(values).find((key) => !known.has(key) && key !== '$schema')
  if (unknown !== undefined)
    throw new ConfigError(`${name}: unknown setting ${unknown}${hint(unknown, keyOf)}`)
  return { name, values }
}

/** Parsers add a code frame or quote the file after their first line. */
function inOneLine(error: unknown): string {
  const message = messageOf(error)
  return (message.split('\n\n')[0] ?? '').replaceAll(/\s+/g, ' ')
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
