import { variableOf } from '../settings/setting.ts'
import { settings } from '../settings/settings.ts'
import type { Setting } from '../settings/setting.ts'
import { ConfigError } from '../settings/config.ts'
import { typed } from './command.ts'
import type { Command } from './command.ts'
import { byName, unknownCommand } from './find-command.ts'
import { commands } from './table.ts'

const SETTINGS = (settings as readonly Setting[]).filter(({ kind }) => kind !== 'object')

/** The help of the words after `help`. */
export function helpAbout(words: readonly string[], table: readonly Command[] = commands): string {
  let command: Command | undefined
  for (const at of words.keys()) {
    const next = byName(command?.commands ?? table, words.slice(0, at + 1))
    if (next === undefined) throw unknownCommand(words[at], command, table)
    command = next
  }
  return helpText(command, table)
}

/** The help of a command; without one, that of all. */
export function helpText(
  command: Command | undefined,
  table: readonly Command[] = commands,
): string {
  return `${(command === undefined ? overview(table) : about(command)).join('\n')}\n`
}

function overview(table: readonly Command[]): string[] {
  return [
    'A local Amazon Bedrock: answers any AWS SDK from fixtures, invents answers offline, or records the real service.',
    '',
    'Usage:',
    ...columns([
      ['bedrock-local [options]', 'start the server'],
      ...table.map((row): [string, string] => [usageOf(row), row.summary]),
    ]),
    '',
    'bedrock-local <command> --help shows the flags of a command, with examples.',
    '',
    'Options (also as environment variables such as BEDROCK_LOCAL_PORT, or in bedrock-local.config.json or .yaml):',
    ...columns([
      ...SETTINGS.map(settingLine),
      ['--help', 'print this help'],
      ['--version', 'print the version'],
    ]),
    '',
    `Flags take precedence over variables (${variableOf('mode')}), variables over the config file, and the file over defaults.`,
  ]
}

function about(command: Command): string[] {
  const { summary, note, flags = [], commands: own = [], settings: read = [], examples } = command
  const rows = read.map((name) => SETTINGS.find((row) => row.name === name) ?? missing(name))
  return [
    `${summary.charAt(0).toUpperCase()}${summary.slice(1)}.`,
    ...(note === undefined ? [] : [note]),
    '',
    'Usage:',
    `  ${usageOf(command, flags.length > 0 ? ' [options]' : '')}`,
    ...section(
      'Commands:',
      own.map((row): [string, string] => [usageOf(row), row.summary]),
    ),
    ...section('Options:', flags.map(flagLine)),
    ...section('Settings:', rows.map(settingLine)),
    '',
    'Examples:',
    ...examples.map((line) => `  ${line}`),
  ]
}

const section = (title: string, rows: readonly (readonly [string, string])[]) =>
  rows.length === 0 ? [] : ['', title, ...columns(rows)]

function missing(name: string): never {
  throw new ConfigError(`unknown setting ${name}`)
}

/** Options come after the arguments, but before the `--` that starts another command. */
function usageOf(command: Command, options = ''): string {
  const { args, load, commands: own } = command
  const words = (own ?? []).map((row) => row.name.split(' ').at(-1)).join('|')
  const below = words === '' || load === undefined ? words : `[${words}]`
  const rest = ` ${args ?? below}`.trimEnd()
  return `${typed(command)}${args?.startsWith('--') === true ? options + rest : rest + options}`
}

const MAX_COLUMN = 58

function columns(rows: readonly (readonly [string, string])[]): string[] {
  const width = Math.min(MAX_COLUMN, Math.max(...rows.map(([left]) => left.length)))
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`)
}

/** Settings may be on in the config file, so they can be turned off; flags of commands can only be turned on. */
const settingLine = (row: Setting) =>
  row.kind === 'flag' ? described(`--[no-]${row.name}`, row) : flagLine(row)
const flagLine = (row: Setting) => described(flagOf(row), row)
const described = (flag: string, row: Setting): [string, string] => [
  flag,
  `${row.help}${defaultOf(row)}`,
]

export function flagOf({ name, kind, choices, bare, takes, repeated }: Setting): string {
  if (kind === 'flag') return `--${name}`
  const several = kind === 'list' && repeated !== true
  const placeholder =
    choices?.join('|') ?? `<${takes ?? (kind === 'number' ? 'number' : several ? 'a,b' : 'text')}>`
  return bare === undefined ? `--${name} ${placeholder}` : `--${name}[=${placeholder}]`
}

function defaultOf(row: Setting): string {
  const value = row.default
  if (value === undefined || value === false || (Array.isArray(value) && value.length === 0))
    return ''
  return ` (default: ${String(value)})`
}
