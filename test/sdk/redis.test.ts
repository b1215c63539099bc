import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { admin } from '../support/admin.ts'
import { fixtureFolder } from '../support/fixture-folder.ts'
import type { FixtureFolder } from '../support/fixture-folder.ts'
import { redisNote, startRedis, withoutRedis } from '../support/redis-server.ts'
import type { RedisServer } from '../support/redis-server.ts'
import { startServer } from '../support/server.ts'
import type { Server } from '../support/server.ts'
import { ask, sequence } from '../support/shared-servers.ts'

const SEQUENCES = 4
const LENGTH = 15

const FILES = Object.fromEntries(
  Array.from({ length: SEQUENCES }, (_, at) => [`s${at}.yaml`, sequence(`sequence ${at}`, LENGTH)]),
)

let redis: RedisServer
let folder: FixtureFolder
let servers: Server[] = []

const more = (given: object = {}) =>
  startServer({ fixtures: [folder.path], mode: 'replay', state: redis.url, ...given })

beforeAll(async () => {
  if (withoutRedis) return
  redis = await startRedis()
  folder = fixtureFolder(FILES)
  const given = {
    faults: [{ match: { prompt: 'fails' }, error: 'ThrottlingException', times: 3 }],
    quotas: { 'amazon.nova-lite*': { requestsPerMinute: 7 } },
  }
  servers = await Promise.all([more(given), more(given), more(given)])
})
afterAll(async () => {
  for (const server of servers) await server[Symbol.asyncDispose]()
  await redis?.[Symbol.asyncDispose]()
  folder?.[Symbol.dispose]()
})

const nth = (at: number): Server => servers[at % servers.length] as Server
const times = (count: number) => Array.from({ length: count }, (_, at) => at)

describe.skipIf(withoutRedis)(`servers that share a store${redisNote}`, () => {
  test('play each sequence in order, and every journal has all calls', async () => {
    const calls = times(SEQUENCES * LENGTH)
    const texts = await Promise.all(
      calls.map(async (at) => (await ask(nth(at), `sequence ${at % SEQUENCES}`)).text),
    )
    const expected = calls.map((at) => `sequence ${at % SEQUENCES}.${Math.floor(at / SEQUENCES)}`)
    expect(new Set(texts)).toEqual(new Set(expected))
    expect(new Set(texts).size).toBe(calls.length)
    expect(await ask(nth(0), 'sequence 1')).toMatchObject({ status: 404 })
    for (const server of servers) {
      const expectation = { times: calls.length + 1, session: 'default' }
      const { body } = await admin(server, 'POST', '/journal/verify', expectation)
      expect(body).toMatchObject({ ok: true, count: calls.length + 1 })
    }
    const { text: metrics } = await admin(nth(1), 'GET', '/metrics')
    expect(metrics).toMatch(
      /calls_total\{operation="Converse",model="amazon.nova-micro-v1:0",source="fixture",status="200"\} 60\n/,
    )
  })

  test('apply a fault as often as configured, and enforce a quota', async () => {
    const struck = await Promise.all(
      times(12).map(async (at) => (await ask(nth(at), 'fails', { session: 'f' })).status),
    )
    expect(struck.filter((status) => status === 429)).toHaveLength(3)
    const model = 'amazon.nova-lite-v1:0'
    const answers = await Promise.all(
      times(12).map(async (at) => (await ask(nth(at), 'x', { session: 'q', model })).status),
    )
    expect(answers.filter((status) => status === 404)).toHaveLength(7)
    expect(answers.filter((status) => status === 429)).toHaveLength(5)
    const { body } = await admin(nth(2), 'GET', '/quotas?session=q')
    expect(body).toMatchObject([{ session: 'q', model, requestsPerMinute: { limit: 7, left: 0 } }])
    await admin(nth(1), 'POST', '/clock', { advanceMs: 61_000 })
    expect(await ask(nth(0), 'x', { session: 'q', model })).toMatchObject({ status: 404 })
  })

  test('know what is added, removed and reset before the admin API answers', async () => {
    const fixture = {
      match: { prompt: 'added' },
      error: { type: 'ModelTimeoutException', times: 2 },
      answers: [{ text: 'one' }, { text: 'two' }],
    }
    await admin(nth(0), 'POST', '/fixtures?session=a', fixture)
    await admin(nth(1), 'POST', '/faults?session=a', { error: 'ThrottlingException', times: 1 })
    const all: unknown[] = []
    for (const at of times(6)) {
      const { status, text } = await ask(nth(at), 'added', { session: 'a' })
      all.push(text ?? status)
    }
    expect(all).toEqual([429, 408, 408, 'one', 'two', 'two'])
    const added = await Promise.all(
      times(6).map((at) =>
        admin(nth(at), 'POST', '/fixtures?session=b', { answer: { text: 'x' } }),
      ),
    )
    expect(new Set(added.map(({ body }) => (body as { name: string }).name)).size).toBe(6)
    await admin(nth(2), 'DELETE', `/fixtures/${encodeURIComponent('added 1')}?session=a`)
    expect(await ask(nth(0), 'added', { session: 'a' })).toMatchObject({ status: 404 })
    expect(await ask(nth(1), 'sequence 2', { session: 'a' })).toMatchObject({
      text: 'sequence 2.0',
    })
    await admin(nth(0), 'POST', '/reset', { session: 'a' })
    expect(await ask(nth(2), 'sequence 2', { session: 'a' })).toMatchObject({
      text: 'sequence 2.0',
    })
    const { body } = await admin(nth(1), 'GET', '/journal?session=a')
    expect((body as { exchanges: object[] }).exchanges).toHaveLength(1)
    // A server that starts later knows it, too.
    await admin(nth(0), 'POST', '/fixtures?session=a', { answer: { text: 'late' } })
    await using late = await more()
    expect(await ask(late, 'anything', { session: 'a' })).toMatchObject({ text: 'late' })
  })

  test('count each added fault separately, whichever server accepted it', async () => {
    for (const at of times(3))
      await admin(nth(at), 'POST', '/faults?session=f', { error: 'ThrottlingException', times: 1 })
    const { body } = await admin(nth(2), 'GET', '/faults?session=f')
    const added = (body as { id: string; from: string }[]).filter(({ from }) => from === 'added')
    expect(new Set(added.map(({ id }) => id)).size).toBe(3)
    const all = []
    for (const at of times(5)) all.push((await ask(nth(at), 'sequence 3', { session: 'f' })).status)
    expect(all.filter((status) => status === 429)).toHaveLength(3)
  })

  test('follow the calls of all servers', async () => {
    const leave = new AbortController()
    const events = await fetch(`${nth(0).url}/_admin/events?session=e`, { signal: leave.signal })
    const reader = events.body?.getReader()
    await ask(nth(1), 'sequence 0', { session: 'e' })
    let text = ''
    while (!text.includes('sequence 0')) {
      const { value, done } = (await reader?.read()) ?? { done: true }
      if (done) break
      text += new TextDecoder().decode(value)
    }
    leave.abort()
    expect(text).toContain('event: exchange')
  })

  test('must be compatible', async () => {
    await redis.command('SET', 'other:live', 'data')
    await expect(more({ state: `${redis.url}?prefix=other:` })).rejects.toThrow(
      /^state: the store .* has other data under "other:", in the key "other:live"; add \?prefix=/,
    )
    await redis.command('HSET', 'newer:about', 'format', '9', 'epoch', 'x')
    await expect(more({ state: `${redis.url}?prefix=newer:` })).rejects.toThrow(
      /^state: the store .* has data in format 9, and this version of bedrock-local uses format 1; /,
    )
    await redis.command('HSET', 'mixed:about', 'format', '1', 'epoch', 'x')
    await redis.command('HSET', 'mixed:servers', 'other', '{"version":"9.9.9"}')
    await redis.command('ZADD', 'mixed:live', '9999999999999', 'other')
    await expect(more({ state: `${redis.url}?prefix=mixed:` })).rejects.toThrow(
      /^state: the store .* is shared by servers of version 9\.9\.9, and this one is .*; stop them, /,
    )
    await expect(more({ state: `${redis.url}/99` })).rejects.toThrow(
      /^state: the store .*\/99 does not have this database \(ERR DB index is out of range\)$/,
    )
    await using locked = await startRedis('--requirepass', 'secret')
    const withPassword = (password: string) =>
      more({ state: locked.url.replace('//', `//:${password}@`) })
    await expect(withPassword('wrong')).rejects.toThrow(/rejects the user or password in the URL/)
    await using right = await withPassword('secret')
    expect(await admin(right, 'GET', '/config')).not.toMatchObject({
      text: expect.stringContaining('secret'),
    })
    await using full = await startRedis('--maxmemory', '1mb', '--maxmemory-policy', 'noeviction')
    await expect(more({ state: full.url })).rejects.toThrow(
      /^state: the store redis:\/\/127\.0\.0\.1:\d+ is out of memory \(OOM /,
    )
    using other = fixtureFolder({ 'a.yaml': 'answer: { text: other }' })
    await expect(more({ fixtures: [other.path] })).rejects.toThrow(
      /^state: the store redis:\/\/127\.0\.0\.1:\d+ is shared by servers with different fixtures .* or allow different ones with --state-any-fixtures$/,
    )
    await using anyway = await more({ fixtures: [other.path], stateAnyFixtures: true })
    expect(await ask(anyway, 'x', { session: 'any' })).toMatchObject({ text: 'other' })
  })
})
