import { ConfigError } from '../settings/config.ts'
import { messageOf } from '../text/error-message.ts'
import { storeName } from './address.ts'
import type { Address } from './address.ts'
import type { RedisClient } from './client.ts'
import { StoreLost } from './link.ts'

const MIN_VERSION = 7
const MAX_CLOCK_MS = 5_000

/** Throws, in one sentence, if a store cannot be used. */
export async function checkStore(address: Address, client: RedisClient): Promise<void> {
  const store = `state: the store ${storeName(address)}`
  const info = String(await client.call('INFO', 'server'))
  const version = /^redis_version:(\S+)/m.exec(info)?.[1] ?? ''
  if (!(Number.parseInt(version, 10) >= MIN_VERSION))
    throw new ConfigError(
      `${store} is Redis ${version || 'of an unknown version'}; expected Redis ${MIN_VERSION} or later, or Valkey`,
    )
  const before = Date.now()
  const time = await client.call('TIME')
  const [seconds = 0, micros = 0] = Array.isArray(time) ? time.map(Number) : []
  const offMs = Math.round((before + Date.now()) / 2 - (seconds * 1_000 + micros / 1_000))
  if (Math.abs(offMs) > MAX_CLOCK_MS)
    throw new ConfigError(
      `${store} has a clock that is ${(Math.abs(offMs) / 1_000).toFixed(0)} s ${offMs > 0 ? 'behind' : 'ahead of'} this machine's; synchronise both with NTP, because the journal orders the calls of all servers by time`,
    )
}

/** Why a server cannot start with a store, in one sentence. */
export function connectionProblem(address: Address, thrown: unknown): ConfigError {
  if (thrown instanceof ConfigError) return thrown
  const why = thrown instanceof StoreLost ? thrown.why : messageOf(thrown)
  const store = `state: the store ${storeName(address)}`
  if (/^(WRONGPASS|NOAUTH|ERR AUTH)/.test(why))
    return new ConfigError(`${store} rejects the user or password in the URL (${why})`, {
      cause: thrown,
    })
  if (/\bDB index\b|^ERR SELECT/.test(why))
    return new ConfigError(`${store} does not have this database (${why})`, { cause: thrown })
  if (why.startsWith('NOPERM'))
    return new ConfigError(`${store} does not let this user do what is needed (${why})`, {
      cause: thrown,
    })
  if (why.startsWith('OOM'))
    return new ConfigError(`${store} is out of memory (${why})`, { cause: thrown })
  return new ConfigError(`${store} cannot be reached: ${why}`, { cause: thrown })
}
