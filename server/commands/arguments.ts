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

/** Splits arguments into settings, by config key, and the command's own arguments. */
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

/** Throws if any argument is left over. */
export function refuseRest([first]: readonly string[], commands: readonly string[] = []): void {
  if (first === undefined) return
  if (first === 'true' || first === 'false')
    throw new ConfigError(`unexpected ${first}: use --watch or --no-watch, or --watch=${first}`)
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
  // Node 20 strips `no-` from a token's name, later versions do not.
  const negated = rawName === `--no-${row.name}`
  if (row.kind === 'flag') return value ?? !negated
  if (negated) throw new ConfigError(`unknown option ${rawName}: --${row.name} takes a value`)
  if (value === undefined) throw new ConfigError(`--${row.name} needs a value: ${row.help}`)
  if (row.kind !== 'list') return value
  return [...(Array.isArray(before) ? before : []), ...value.split(',').map((item) => item.trim())]
}

/** Turns `--refresh` into `--refresh=replace`. */
function withValue(arg: string): string {
  const row = rows.find(({ name, bare }) => bare !== undefined && arg === `--${name}`)
  return row === undefined ? arg : `${arg}=${row.bare}`
}
