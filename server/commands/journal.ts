import type { Exchange } from '../journal/types.ts'
import { exchangeLine } from '../journal/log.ts'
import type { Config } from '../settings/settings.ts'
import { useColours } from '../text/colours.ts'
import { askAdmin } from './admin-client.ts'
import { findExchange, listExchanges } from './journal/find.ts'
import { followExchanges } from './journal/follow.ts'
import { replay } from './journal/replay.ts'
import { exchangeText } from './journal/text.ts'

type Id = readonly string[]

interface ListFlags {
  follow: boolean
  missed: boolean
  limit: number
  session: string | undefined
}

/** Prints the calls of the running server; with `--follow`, also those to come. */
export async function list(
  { follow, missed, limit, session }: ListFlags,
  _args: Id,
  config: Config,
): Promise<number> {
  const filter = { ...(missed && { missed: 'true' }), ...(session !== undefined && { session }) }
  // Start following first, so that no call is missed in between.
  const next = follow ? await followExchanges(config, filter) : undefined
  const seen = await listExchanges(config, { ...filter, limit: String(limit) })
  for (const exchange of seen) print(row(exchange))
  if (next === undefined) {
    if (seen.length === 0) print(missed ? 'Every call found an answer.\n' : 'No calls yet.\n')
    return 0
  }
  const known = new Set(seen.map(({ id }) => id))
  for await (const exchange of next) if (!known.has(exchange.id)) print(row(exchange))
  return 0
}

export async function show(
  { json }: { json: boolean },
  [id = 'last']: Id,
  config: Config,
): Promise<number> {
  const exchange = await findExchange(config, id)
  print(json ? `${JSON.stringify(exchange, null, 2)}\n` : row(exchange) + exchangeText(exchange))
  return 0
}

/** Saves the answer of a call as a fixture of the running server. */
export async function save(
  { under }: { under: string | undefined },
  [id = 'last']: Id,
  config: Config,
): Promise<number> {
  const exchange = await findExchange(config, id)
  const body = { ids: [exchange.id], ...(under !== undefined && { under }) }
  const answer = await askAdmin(config, '/journal/save', { method: 'POST', body })
  for (const { file } of (answer as { saved: { file: string }[] }).saved) print(`${file}\n`)
  return 0
}

/** Sends the request of a call again, and shows the new answer. Exits with 1 if it is an error. */
export async function replayCall(
  _flags: object,
  [id = 'last']: Id,
  config: Config,
): Promise<number> {
  const again = await replay(config, await findExchange(config, id))
  print(row(again) + exchangeText(again))
  return again.status >= 400 ? 1 : 0
}

const ID_SHOWN = 8

/** A line of the log, after the beginning of its id. */
function row(exchange: Exchange): string {
  const colours = useColours(process.env, process.stdout.isTTY)
  return `${exchange.id.slice(0, ID_SHOWN)} ${exchangeLine(exchange, colours)}`
}

function print(text: string): void {
  process.stdout.write(text)
}
