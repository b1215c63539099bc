import { parseArgs } from 'node:util'
import type { Setting } from '../settings/setting.ts'

/** The tokens of arguments; rows say which flags take a value. */
export function tokensOf(given: readonly string[], rows: readonly Setting[]) {
  const end = given.indexOf('--')
  const args = given.map((arg, at) => (end === -1 || at < end ? withValue(arg, rows) : arg))
  // The first row of a name counts: a command's own flag.
  const options = Object.fromEntries(
    rows.toReversed().map(({ name, kind }) => {
      return [name, { type: kind === 'flag' ? 'boolean' : 'string' } as const]
    }),
  )
  return parseArgs({
    args,
    options,
    strict: false,
    allowPositionals: true,
    allowNegative: true,
    tokens: true,
  }).tokens
}

type Token = ReturnType<typeof tokensOf>[number]
export type OptionToken = Extract<Token, { kind: 'option' }>

/** Turns `--refresh` into `--refresh=replace`. */
function withValue(arg: string, rows: readonly Setting[]): string {
  const row = rows.find(({ name, bare }) => bare !== undefined && arg === `--${name}`)
  return row === undefined ? arg : `${arg}=${row.bare}`
}
