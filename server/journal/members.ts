import type { Exchange } from './types.ts'

/** Everything that may be shown of an exchange, in the order in which it is read. */
const MEMBERS = [
  'id',
  'session',
  'operation',
  'model',
  'region',
  'at',
  'http',
  'request',
  'response',
  'asked',
  'prompt',
  'reply',
  'status',
  'source',
  'fixture',
  'fault',
  'misses',
  'warnings',
  'error',
  'atMs',
  'firstByteMs',
  'totalMs',
  'usage',
  'cost',
  'ended',
] as const satisfies readonly (keyof Exchange)[]

/** An exchange as a plain value, without what it does not have. */
export function shown(exchange: Exchange): Exchange {
  const members: Partial<Record<keyof Exchange, unknown>> = {}
  for (const name of MEMBERS) {
    const value = exchange[name]
    if (value !== undefined) members[name] = value
  }
  return members as Exchange
}
