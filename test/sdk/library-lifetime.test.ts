import { readdirSync } from 'node:fs'
import { afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { ConfigError, startBedrock } from '../../server/index.ts'
import type { Bedrock, Options } from '../../server/index.ts'
import { collect } from '../support/collect.ts'
import { fixtureFolder } from '../support/fixture-folder.ts'
import { clientOf } from '../support/library.ts'

const HELLO = { hello: { match: { prompt: 'hello' }, answer: { text: 'from a file' } } }

afterEach(() => {
  vi.unstubAllEnvs()
})

describe('starting', () => {
  test('ten servers in one process are independent', async () => {
    const before = process.listenerCount('SIGTERM') + process.listenerCount('SIGINT')
    const servers = await Promise.all(Array.from({ length: 10 }, () => startBedrock()))
    for (const [at, { fixtures }] of servers.entries()) fixtures.add({ answer: { text: `${at}` } })
    const ask = async (server: Bedrock) => {
      using client = clientOf(server)
      return client.ask('which?')
    }
    expect(await Promise.all(servers.map(ask))).toEqual(
      Array.from({ length: 10 }, (_, at) => `${at}`),
    )
    expect(new Set(servers.map(({ port }) => port)).size).toBe(10)
    expect(process.listenerCount('SIGTERM') + process.listenerCount('SIGINT')).toBe(before)
    await Promise.all(servers.map((server) => server.close()))
  })

  test('initial faults and quotas survive a reset', async () => {
    await using bedrock = await startBedrock({
      mode: 'mock',
      faults: [{ match: { prompt: /^slow/i }, error: 'ModelTimeoutException' }],
      // A call that a fault fails has used quota, as on AWS.
      quotas: { 'amazon.nova-*': { requestsPerMinute: 2 } },
    })
    using client = clientOf(bedrock)
    bedrock.reset()
    await expect(client.ask('Slow down')).rejects.toMatchObject({ name: 'ModelTimeoutException' })
    expect(await client.ask('one')).not.toBe('')
    await expect(client.ask('two')).rejects.toMatchObject({ name: 'ThrottlingException' })
  })

  test('a port in use is named', async () => {
    await using bedrock = await startBedrock()
    const second = startBedrock({ port: bedrock.port })
    await expect(second).rejects.toThrow(ConfigError)
    await expect(second).rejects.toThrow(`Port ${bedrock.port} is in use on 127.0.0.1`)
  })

  test('broken fixtures prevent the start, unless allowed', async () => {
    using folder = fixtureFolder({ ...HELLO, broken: { answer: { txt: 'a' } } })
    const fixtures = folder.path
    await expect(startBedrock({ fixtures })).rejects.toThrow(/broken\.json.*answer\.txt is unknown/)
    await using bedrock = await startBedrock({ fixtures, allowBroken: true })
    expect(bedrock.fixtures.list()).toHaveLength(1)
  })

  test.each<[string, Options, string]>([
    ['a wrong mode', { mode: 'recrod' as 'record' }, 'mode must be one of mock, replay, record'],
    ['no setting', { prot: 1 } as Options, 'unknown setting prot; did you mean port?'],
    ['a missing folder', { fixtures: 'no/such/folder' }, 'no/such/folder'],
  ])('%s is rejected', async (_, options, message) => {
    await expect(startBedrock(options)).rejects.toThrow(message)
  })
})

describe('a recording run', () => {
  let upstream: Bedrock
  beforeAll(async () => {
    upstream = await startBedrock({ mode: 'mock', watch: false })
    return () => upstream.close()
  })

  test('the same suite records, then replays', async () => {
    using folder = fixtureFolder({})
    const fixtures = folder.path
    const suite = async () => {
      await using bedrock = await startBedrock({ fixtures })
      bedrock.fixtures.add({ match: { prompt: 'added' }, answer: { text: 'still mine' } })
      using client = clientOf(bedrock)
      return [bedrock.mode, await client.ask('real'), await client.ask('added')]
    }
    vi.stubEnv('BEDROCK_LOCAL_MODE', 'record')
    vi.stubEnv('BEDROCK_LOCAL_UPSTREAM', upstream.url)
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIAQQQQQQQQQQQQQQQQ')
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'q'.repeat(40))
    vi.stubEnv('AWS_PROFILE', undefined)
    vi.stubEnv('AWS_BEARER_TOKEN_BEDROCK', undefined)
    const recorded = await suite()
    expect(recorded).toEqual(['record', expect.any(String), 'still mine'])
    expect(readdirSync(fixtures)).toContain('recorded')
    vi.unstubAllEnvs()
    expect(await suite()).toEqual(['replay', recorded[1], 'still mine'])
  })
})

describe('closing', () => {
  const SLOW = {
    stream: { chunks: ['one ', 'two ', 'three'], firstByteMs: 0, tokensPerSecond: 20 },
  }

  test('lets a stream finish', async () => {
    const bedrock = await startBedrock({ pace: 'realistic', grace: 10_000 })
    bedrock.fixtures.add({ answer: { ...SLOW } })
    using client = clientOf(bedrock)
    let text = ''
    for await (const piece of client.stream('count')) {
      if (text === '') void bedrock.close()
      text += piece
    }
    expect(text).toBe('one two three')
    await bedrock.close()
  })

  test('cuts what takes longer than the grace period', async () => {
    const bedrock = await startBedrock({ mode: 'mock', grace: 50 })
    bedrock.fixtures.add({ answer: { stream: { ...SLOW.stream, tokensPerSecond: 0.1 } } })
    using client = clientOf(bedrock)
    const outcome = collect(client.stream('count')).then(String, (error: Error) => error.message)
    await expect.poll(() => bedrock.fixtures.list()[0]?.calls).toBe(1)
    await bedrock.close()
    // A cut stream must not look like a complete one.
    expect(await outcome).toContain('NGHTTP2_INTERNAL_ERROR')
    expect(bedrock.journal.list()).toMatchObject([{ ended: 'client left' }])
  })

  test('twice is the same as once', async () => {
    const bedrock = await startBedrock()
    expect(bedrock.close()).toBe(bedrock.close())
    await bedrock.close()
  })

  test('afterwards calls cannot connect, nothing can be added, and the journal can still be read', async () => {
    const bedrock = await startBedrock({ mode: 'mock' })
    using client = clientOf(bedrock)
    await client.ask('hello')
    const session = bedrock.session('later')
    await bedrock.close()
    await expect(client.ask('hello')).rejects.toThrow()
    for (const { fixtures } of [bedrock, session]) {
      expect(() => fixtures.add({ answer: { text: 'late' } })).toThrow('the server is closed')
    }
    expect(bedrock.journal.list()).toHaveLength(1)
    bedrock.reset()
    expect(bedrock.journal.list()).toHaveLength(0)
  })

  test('a fixture can be removed while a stream plays it', async () => {
    await using bedrock = await startBedrock({ mode: 'mock' })
    const added = bedrock.fixtures.add({ answer: { ...SLOW } })
    using client = clientOf(bedrock)
    let text = ''
    for await (const piece of client.stream('count')) {
      if (text === '') {
        added.remove()
        added.remove()
        bedrock.reset()
      }
      text += piece
    }
    expect(text).toBe('one two three')
    expect(await client.ask('count')).not.toBe(text)
  })
})
