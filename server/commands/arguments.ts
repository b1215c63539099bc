import { parseArgs } from 'node:util'
import { ConfigError, hint } from '../settings/config.ts'
import type { Given } from '../settings/config.ts'
import { didYouMean } from '../shape/nearest-name.ts'
import { keyOf, settings } from '../settings/settings.ts'
import type { Setting } from '../settings/settings.ts'

const rows = (settings as readonly Setting[]).filter(({ kind }) => kind !== 'object')

const options = Object.fromEntries(
  rows.map(({ name, kind }) => [
    name,
    { type: kind === 'flag' ? 'boolean' : 'string', multiple: kind === 'list' } as const,
  ]),
)

/** The settings among a command's arguments, under their config keys; the rest is the command's own, as it was given. */
export function readFlags(given: readonly string[]): { flags: Given; rest: string[] } {
  const args = given.map(withValue)
  const { tokens } = parseArgs({
    args,
    options,
    strict: false,
    allowPositionals: true,
    allowNegative: true,
    tokens: true,
  })
  const flags: Given = {}
  const rest: string[] = []
  for (const token of tokens) {
    const name = token.kind === 'option' ? token.name.replace(/^no-(?=.)/, '') : ''
    const row =
      token.kind === 'option' &&
      rows.find((setting) => setting.name === token.name || setting.name === name)
    if (row && token.kind === 'option')
      flags[keyOf(row.name)] = valueOf(row, token, flags[keyOf(row.name)])
    else rest.push(args[token.index] ?? '')
  }
  return { flags, rest }
}

/** Whatever is left is a mistake. */
export function refuseRest([first]: readonly string[], commands: readonly string[] = []): void {
  if (first === undefined) return
  if (first === 'true' || first === 'false')
    throw new ConfigError(`unexpected ${first}: write --watch or --no-watch, or --watch=${first}`)
  if (!first.startsWith('-'))
    throw new ConfigError(
      `unknown command ${first}${didYouMean(first, commands) || '; --help lists the commands'}`,
    )
  const given = first.replace(/=.*$/, '')
  const no = given.startsWith('--no-') ? 'no-' : ''
  const near = hint(given.replace(/^--?(no-)?/, ''), (name) => `--${no}${name}`)
  throw new ConfigError(`unknown option ${given}${near}`)
}

interface OptionToken {
  name: string
  rawName: string
  value: string | undefined
}

function valueOf(row: Setting, { rawName, value }: OptionToken, before: unknown): unknown {
  // Node 20 takes the `no-` off a token's name, later versions leave it there.
  const negated = rawName === `--no-${row.name}`
  if (row.kind === 'flag') return value ?? !negated
  if (negated) throw new ConfigError(`unknown option ${rawName}: --${row.name} takes a value`)
  if (value === undefined) throw new ConfigError(`--${row.name} needs a value: ${row.help}`)
  if (row.kind !== 'list') return value
  return [...(Array.isArray(before) ? before : []), ...value.split(',').map((item) => item.trim())]
}

/** `--refresh` alone stands for `--refresh=replace`. */
function withValue(arg: string): string {
  const row = rows.find(({ name, bare }) => bare !== undefined && arg === `--${name}`)
  return row === undefined ? arg : `${arg}=${row.bare}`
}
