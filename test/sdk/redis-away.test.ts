import { describe, expect, test, vi } from 'vitest'
import { admin } from '../support/admin.ts'
import { fixtureFolder } from '../support/fixture-folder.ts'
import { redisNote, startRedis, withoutRedis } from '../support/redis-server.ts'
import type { RedisServer } from '../support/redis-server.ts'
import { startServer } from '../support/server.ts'
import type { Server } from '../support/server.ts'
import { ask, sequence } from '../support/shared-servers.ts'

const until = <T>(check: () => Promise<T>) => vi.waitFor(check, { timeout: 30_000, interval: 50 })

const files = {
  's.yaml': sequence('next', 20),
  'plain.yaml': 'match: { prompt: plain }\nanswer: { text: always }',
}

const started = (redis: RedisServer, folder: { path: string }, more: object = {}) =>
  startServer({ fixtures: [folder.path], mode: 'replay', state: redis.url, ...more })

describe.skipIf(withoutRedis)(`when the store is unavailable${redisNote}`, () => {
  test('counted calls are rejected, and later continue where they were', async () => {
    await using redis = await startRedis('--appendonly', 'yes', '--appendfsync', 'always')
    using folder = fixtureFolder(files)
    await using one = await started(redis, folder)
    await using other = await started(redis, folder)
    expect([await ask(one, 'next'), await ask(other, 'next')]).toMatchObject([
      { text: 'next.0' },
      { text: 'next.1' },
    ])
    await redis.kill()
    expect(await ask(one, 'next')).toMatchObject({
      status: 503,
      message: expect.stringMatching(
        /^The store that --state names does not answer \(redis:\/\/127\.0\.0\.1:\d+: .+\)\.$/,
      ),
    })
    expect(await ask(one, 'plain')).toMatchObject({ status: 200, text: 'always' })
    expect(await admin(one, 'GET', '/journal')).toMatchObject({ status: 503 })
    await redis.start()
    const back = async (server: Server) => {
      const { text } = await ask(server, 'next')
      expect(text).toBeDefined()
      return text
    }
    expect([await until(() => back(one)), await until(() => back(other))]).toEqual([
      'next.2',
      'next.3',
    ])
    const calls = await until(async () => {
      const { body } = await admin(other, 'GET', '/journal')
      const { exchanges } = body as { exchanges: { id: string; source: string }[] }
      expect(exchanges.filter(({ source }) => source === 'fixture')).toHaveLength(5)
      return exchanges
    })
    expect(new Set(calls.map(({ id }) => id)).size).toBe(calls.length)
  })

  test('a store that has lost its data is reported, and everything starts again', async () => {
    await using redis = await startRedis()
    using folder = fixtureFolder(files)
    await using one = await started(redis, folder)
    await using other = await started(redis, folder)
    await admin(one, 'POST', '/fixtures?session=a', { answer: { text: 'added' } })
    expect(await ask(one, 'next')).toMatchObject({ text: 'next.0' })
    expect(await ask(other, 'next', { session: 'a' })).toMatchObject({ text: 'added' })
    await redis.kill()
    await redis.start()
    const texts = await until(async () => {
      const { text } = await ask(other, 'next')
      expect(text).toBeDefined()
      return text
    })
    expect(texts).toBe('next.0')
    await until(async () => {
      expect(await ask(one, 'plain', { session: 'a' })).toMatchObject({ text: 'always' })
      const { body } = await admin(one, 'GET', '/journal')
      expect(body).toMatchObject({ lost: [expect.stringContaining('The store lost its data at')] })
    })
    expect(await admin(one, 'POST', '/journal/verify', {})).toMatchObject({ status: 503 })
    await admin(one, 'DELETE', '/journal')
    expect(await admin(one, 'POST', '/journal/verify', { times: 0 })).toMatchObject({ status: 200 })
  })

  test('a server can continue alone', async () => {
    await using redis = await startRedis()
    using folder = fixtureFolder(files)
    await using server = await started(redis, folder, { stateOptional: true })
    expect([await ask(server, 'next'), await ask(server, 'next')]).toMatchObject([
      { text: 'next.0' },
      { text: 'next.1' },
    ])
    await redis.kill()
    expect([await ask(server, 'next'), await ask(server, 'next')]).toMatchObject([
      { text: 'next.0' },
      { text: 'next.1' },
    ])
  })

  test('a server that ends without notice is named', async () => {
    await using redis = await startRedis()
    using folder = fixtureFolder(files)
    await using server = await started(redis, folder)
    await redis.command('ZADD', 'bedrock-local:live', '1', 'ghost')
    await until(async () => {
      const { body } = await admin(server, 'GET', '/journal')
      expect(body).toMatchObject({ lost: [expect.stringContaining('The server ghost ended')] })
    })
  })
})
