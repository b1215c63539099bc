import { createHash } from 'node:crypto'
import type { Redis } from 'ioredis'
import { ConfigError } from '../settings/config.ts'
import type { Address } from './address.ts'

/** What this server uses of a Redis client. */
export interface RedisClient {
  /** Runs a script, sending its text only once. */
  script(text: string, keys: readonly string[], args: readonly string[]): Promise<unknown>
  call(command: string, ...args: readonly (string | number)[]): Promise<unknown>
  close(): void
}

const CONNECT_MS = 5_000
/** A store that takes longer counts as unreachable. */
const REPLY_MS = 5_000
const MAX_RETRY_MS = 1_000

/** Connects. `waits` is for commands that wait for something to happen. */
export async function connect(address: Address, waits = false): Promise<RedisClient> {
  const Client = await load()
  const { host, port, db, tls, username, password } = address
  const redis = new Client({
    host,
    port,
    db,
    ...(username !== undefined && { username }),
    ...(password !== undefined && { password }),
    ...(tls && { tls: { servername: host } }),
    lazyConnect: true,
    // Version 5 of the client knows no other.
    protocol: 2,
    connectTimeout: CONNECT_MS,
    ...(!waits && { commandTimeout: REPLY_MS }),
    // A repeated command may count twice.
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
    enableOfflineQueue: false,
    retryStrategy: (attempt) => Math.min(50 * 2 ** Math.min(attempt, 8), MAX_RETRY_MS),
    connectionName: 'bedrock-local',
  })
  let why: Error | undefined
  // Without a listener, each failed attempt to connect would be printed.
  redis.on('error', (error: Error) => (why = error))
  try {
    await redis.connect()
    // The client selects the database too, but ignores an error and goes on with database 0.
    if (db !== 0) await redis.select(db)
  } catch (thrown) {
    redis.disconnect()
    throw why ?? thrown
  }
  return clientOf(redis)
}

function clientOf(redis: Redis): RedisClient {
  return {
    async script(text, keys, args) {
      const digest = digestOf(text)
      try {
        return await redis.evalsha(digest, keys.length, ...keys, ...args)
      } catch (thrown) {
        if (!(thrown instanceof Error) || !thrown.message.startsWith('NOSCRIPT')) throw thrown
        return redis.eval(text, keys.length, ...keys, ...args)
      }
    },
    call: (command, ...args) => redis.call(command, ...args),
    close: () => redis.disconnect(),
  }
}

const digests = new Map<string, string>()

function digestOf(text: string): string {
  let digest = digests.get(text)
  if (digest === undefined)
    digests.set(text, (digest = createHash('sha1').update(text).digest('hex')))
  return digest
}

async function load(): Promise<typeof Redis> {
  try {
    const { Redis: Client } = await import('ioredis')
    return Client
  } catch (thrown) {
    throw new ConfigError('state needs the package ioredis: npm install ioredis', {
      cause: thrown,
    })
  }
}
