import { ConfigError } from '../settings/config.ts'
import type { Setting } from '../settings/setting.ts'
import { didYouMean } from '../shape/nearest-name.ts'
import { typed } from './command.ts'
import type { Command } from './command.ts'

/** An argument in the usage of a command. */
interface Place {
  name: string
  required: boolean
  many: boolean
}

/** `<file> [folder...]` */
function placesOf(usage = ''): Place[] {
  return [...usage.matchAll(/([<[])([^\]>]+?)(\.\.\.)?[>\]]/g)].map(
    ([, open, name = '', many]) => ({
      name,
      required: open === '<',
      many: many !== undefined,
    }),
  )
}

/** Throws if a command gets too few arguments, or too many. */
export function refuseArguments(command: Command, args: readonly string[]): void {
  const { name, args: usage } = command
  const places = placesOf(usage)
  const missing = places[args.length]
  if (missing?.required === true) {
    throw new ConfigError(
      `${name} needs <${missing.name}>; usage: ${typed(command)} ${usage ?? ''}`,
    )
  }
  const extra = args[places.length]
  if (extra !== undefined && places.at(-1)?.many !== true)
    throw new ConfigError(`${name} does not take the argument ${extra}`)
}

/** The error for an option that the command does not have. */
export function unknownOption(
  given: string,
  command: Command | undefined,
  settings: readonly Setting[],
): ConfigError {
  const no = given.startsWith('--no-') ? 'no-' : ''
  const name = given.replace(/^--?(no-)?/, '')
  const show = (near: string) => `--${no}${near}`
  // The command's own flags are likelier than a setting, even one with a closer name.
  const near = nearFlag(name, command?.flags ?? [], show) || nearFlag(name, settings, show)
  if (command === undefined) return new ConfigError(`unknown option ${given}${near}`)
  const help = command.args?.startsWith('--')
    ? '; put -- before a command that has options'
    : `; see ${typed(command)} --help`
  return new ConfigError(`unknown option ${given} for ${command.name}${near || help}`)
}

function nearFlag(name: string, rows: readonly Setting[], show: (near: string) => string): string {
  // Ignores how the words are joined.
  const names = new Map(rows.map((row) => [row.name.replaceAll('-', ''), row.name]))
  const plain = name.replaceAll(/[-_]/g, '').toLowerCase()
  return didYouMean(plain, [...names.keys()], (key) => show(names.get(key) ?? key))
}
