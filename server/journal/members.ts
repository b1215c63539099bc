import type { Exchange } from './types.ts'

/** The public members of an exchange, in display order. */
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
  'served',
  'fault',
  'guardrail',
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

/** An exchange as a plain object, without absent members. */
export function plainExchange(exchange: Exchange): Exchange {
  const members: Partial<Record<keyof Exchange, unknown>> = {}
  for (const name of MEMBERS) {
    const value = exchange[name]
    if (value !== undefined) members[name] = value
  }
  return members as Exchange
}
