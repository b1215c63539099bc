import { createInterface } from 'node:readline'
import { Readable } from 'node:stream'
import type { ReadableStream } from 'node:stream/web'
import type { Exchange } from '../../journal/types.ts'
import { ConfigError } from '../../settings/config.ts'
import type { Config } from '../../settings/settings.ts'
import { ask, askAdmin } from '../admin-client.ts'

const DATA = 'data: '

/** The exchanges of the running server as they end, until it stops. */
export async function followExchanges(
  config: Config,
  filter: Readonly<Record<string, string>>,
): Promise<AsyncGenerator<Exchange>> {
  // Prints one sentence if there is no server.
  await askAdmin(config, '/health')
  const path = `/events?${new URLSearchParams(filter).toString()}`
  const { ok, status, body } = await ask(config, path, { signal: new AbortController().signal })
  if (!ok || body === null) throw new ConfigError(`The server answered with status ${status}.`)
  return eventsIn(body)
}

async function* eventsIn(body: ReadableStream): AsyncGenerator<Exchange> {
  const input = Readable.fromWeb(body)
  // The server has stopped.
  input.on('error', () => undefined)
  for await (const line of createInterface({ input }))
    if (line.startsWith(DATA)) yield JSON.parse(line.slice(DATA.length)) as Exchange
}
