import { ConfigError, readSetting } from '../settings/config.ts'
import type { Given } from '../settings/config.ts'
import { configKey } from '../settings/setting.ts'
import { settings } from '../settings/settings.ts'
import type { Setting } from '../settings/setting.ts'
import type { Command } from './command.ts'
import { findCommand, unknownCommand } from './find-command.ts'
import { refuseArguments, unknownOption } from './refuse.ts'
import { commands } from './table.ts'
import { tokensOf } from './tokens.ts'
import type { OptionToken } from './tokens.ts'

export interface Parsed {
  /** Undefined: the server itself. */
  command: Command | undefined
  /** Instead of running it. */
  wants?: 'help' | 'version'
  /** Settings by config key, not yet checked. */
  settings: Given
  /** The command's own flags by key, checked, with defaults. */
  flags: Given
  args: string[]
}

const SETTINGS = (settings as readonly Setting[]).filter(({ kind }) => kind !== 'object')

/** Splits the command line into a command, its flags, its arguments, and settings. */
export function readArguments(
  given: readonly string[],
  table: readonly Command[] = commands,
): Parsed {
  const wants = wantsOf(given)
  const { command, words, first } = findCommand(given, table, SETTINGS)
  const nothing = { command, settings: {}, flags: {}, args: [] }
  if (wants === 'help' && command === undefined && first !== undefined)
    throw unknownCommand(first, command, table)
  if (wants !== undefined) return { ...nothing, wants }
  const parsed = readFlags(given, command, SETTINGS)
  const args = parsed.args.slice(words)
  // A group of commands, or the server, followed by something else.
  if (command?.load === undefined) {
    if (command !== undefined || args[0] !== undefined)
      throw unknownCommand(args[0], command, table)
    return { ...nothing, settings: parsed.settings }
  }
  // A command that can also be used alone, followed by something else.
  if (command.commands !== undefined && command.args === undefined && args[0] !== undefined)
    throw unknownCommand(args[0], command, table)
  refuseArguments(command, args)
  return { ...parsed, command, args }
}

/** The flags and arguments of one command. They may include rows of `others`, whose values are not checked. */
export function readFlags(
  given: readonly string[],
  command: Command | undefined,
  others: readonly Setting[] = [],
): Omit<Parsed, 'command'> {
  const own = command?.flags ?? []
  const flags: Given = {}
  const unchecked: Given = {}
  const args: string[] = []
  for (const token of tokensOf(given, [...own, ...others])) {
    if (token.kind === 'positional') args.push(token.value)
    if (token.kind !== 'option') continue
    const row = rowOf(token, own) ?? rowOf(token, others)
    if (row === undefined) throw unknownOption(token.rawName, command, others)
    const into = own.includes(row) ? flags : unchecked
    into[configKey(row.name)] = valueOf(row, token, into[configKey(row.name)])
  }
  for (const row of own) {
    const value = flags[configKey(row.name)]
    flags[configKey(row.name)] =
      value === undefined ? row.default : readSetting(row, value, `--${row.name}`)
  }
  return { flags, settings: unchecked, args }
}

function wantsOf(given: readonly string[]): Parsed['wants'] {
  const end = given.indexOf('--')
  const before = end === -1 ? given : given.slice(0, end)
  if (before.includes('--help') || before.includes('-h')) return 'help'
  return before.includes('--version') || before.includes('-v') ? 'version' : undefined
}

// Node 20 strips `no-` from a token's name, later versions do not.
function rowOf({ name, rawName }: OptionToken, rows: readonly Setting[]): Setting | undefined {
  if (!rawName.startsWith('--')) return undefined
  return rows.find((row) => row.name === name || `no-${row.name}` === name)
}

function valueOf(row: Setting, { rawName, value, inlineValue }: OptionToken, before: unknown) {
  const negated = rawName === `--no-${row.name}`
  if (row.kind === 'flag') return value ?? !negated
  if (negated) throw new ConfigError(`unknown option ${rawName}: --${row.name} takes a value`)
  const isOption = inlineValue !== true && value !== undefined && /^-./.test(value)
  if (value === undefined || isOption)
    throw new ConfigError(`--${row.name} needs a value: ${row.help}`)
  if (row.kind !== 'list') return value
  const items = row.repeated === true ? [value] : value.split(',').map((item) => item.trim())
  return [...(Array.isArray(before) ? before : []), ...items]
}
