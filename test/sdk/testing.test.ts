import { ConverseCommand } from '@aws-sdk/client-bedrock-runtime'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { useWith } from '../../server/testing/hooks.ts'
import type { TestOptions } from '../../server/testing/server.ts'
import { fixtureFolder } from '../support/fixture-folder.ts'
import { clientOf } from '../support/library.ts'

afterEach(() => {
  vi.unstubAllEnvs()
})

/** A runner of tests, reduced to the hooks that it calls. */
function runner(options: TestOptions = {}) {
  const hooks: Record<string, () => void | Promise<void>> = {}
  const hook = (name: string) => (run: () => void | Promise<void>) => {
    hooks[name] = run
  }
  const bedrock = useWith(
    {
      before: hook('before'),
      beforeEach: hook('beforeEach'),
      afterEach: hook('afterEach'),
      after: hook('after'),
    },
    options,
  )
  return {
    bedrock,
    begin: async () => hooks['before']?.(),
    async test(run: () => Promise<unknown>) {
      await hooks['beforeEach']?.()
      await run()
      await hooks['afterEach']?.()
    },
    end: async () => hooks['after']?.(),
    [Symbol.asyncDispose]: async () => hooks['after']?.(),
  }
}

const NAMES = [
  'AWS_ENDPOINT_URL_BEDROCK_RUNTIME',
  'AWS_ENDPOINT_URL_BEDROCK',
  'AWS_ENDPOINT_URL_BEDROCK_AGENT_RUNTIME',
  'AWS_BEDROCK_RUNTIME_ENDPOINT',
  'ANTHROPIC_BEDROCK_BASE_URL',
  'ANTHROPIC_BEDROCK_MANTLE_BASE_URL',
  'AWS_BEDROCK_BASE_URL',
  'AWS_REGION',
  'AWS_DEFAULT_REGION',
  'AWS_ACCESS_KEY_ID',
  'AWS_SECRET_ACCESS_KEY',
]
const variables = () => Object.fromEntries(NAMES.map((name) => [name, process.env[name]]))

describe('a runner', () => {
  test('points the SDKs of the process at the server, and restores them afterwards', async () => {
    vi.stubEnv('AWS_REGION', 'eu-west-1')
    vi.stubEnv('AWS_ACCESS_KEY_ID', undefined)
    const before = variables()
    await using tests = runner()
    await tests.begin()
    expect(variables()).toEqual(tests.bedrock.env)
    expect(variables()['AWS_REGION']).toBe('us-east-1')
    await tests.end()
    expect(variables()).toEqual(before)
    expect(Object.hasOwn(process.env, 'AWS_ACCESS_KEY_ID')).toBe(false)
  })

  test('that records keeps the credentials of the environment', async () => {
    vi.stubEnv('BEDROCK_LOCAL_MODE', 'record')
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIAQQQQQQQQQQQQQQQQ')
    using folder = fixtureFolder({})
    await using tests = runner({ fixtures: folder.path })
    await tests.begin()
    expect(tests.bedrock.mode).toBe('record')
    expect(variables()).toMatchObject({
      AWS_ENDPOINT_URL_BEDROCK_RUNTIME: tests.bedrock.url,
      AWS_ACCESS_KEY_ID: 'AKIAQQQQQQQQQQQQQQQQ',
    })
  })

  test('prints the warnings of calls, each once', async () => {
    const warn = vi.spyOn(console, 'warn').mockReturnValue()
    await using tests = runner({ mode: 'mock' })
    await tests.begin()
    await tests.test(async () => {
      using clients = clientOf(tests.bedrock)
      const { client } = clients
      for (let times = 0; times < 2; times++)
        await client.send(
          new ConverseCommand({
            modelId: 'zai.glm-9',
            messages: [{ role: 'user', content: [{ text: 'Hi' }] }],
          }),
        )
    })
    expect(warn.mock.calls).toEqual([
      [
        'bedrock-local: Converse: zai.glm-9 is not in the catalogue: answered as a model of the family glm.',
      ],
    ])
    warn.mockRestore()
  })

  test('gives tests everything that a server has, except closing it', async () => {
    await using tests = runner({ quotas: { '*': { requestsPerMinute: 1 } } })
    await tests.begin()
    await tests.test(async () => {
      const { bedrock } = tests
      bedrock.fixtures.add({ answer: { text: 'ok' } })
      using client = clientOf(bedrock)
      await client.ask('first')
      bedrock.clock.advance(60_000)
      expect(await client.ask('second')).toBe('ok')
    })
  })

  test('has a server only while tests run', async () => {
    await using tests = runner()
    expect(() => tests.bedrock.url).toThrow('The server only runs during tests')
    await tests.begin()
    expect(tests.bedrock.url).toBe(`http://127.0.0.1:${tests.bedrock.port}`)
    await tests.end()
    expect(() => tests.bedrock.fixtures).toThrow('The server only runs during tests')
  })

  test('starts even if clients of the previous file still call, unless something listens there', async () => {
    await using first = runner()
    await first.begin()
    const { port } = first.bedrock
    await first.end()
    await using second = runner()
    await using third = runner()
    await second.begin()
    await third.begin()
    expect(second.bedrock.port).toBe(port)
    expect(third.bedrock.port).not.toBe(port)
  })

  test('uses the given port, or says why not', async () => {
    await using first = runner()
    await first.begin()
    await using second = runner({ port: first.bedrock.port })
    await expect(second.begin()).rejects.toThrow('is in use')
  })

  test('resets between tests', async () => {
    await using tests = runner()
    await tests.begin()
    const { bedrock } = tests
    using client = clientOf(bedrock)
    await tests.test(async () => {
      bedrock.fixtures.add({ answer: { text: 'added' } })
      bedrock.session('one').fixtures.add({ answer: { text: 'added' } })
      expect(await client.ask('hi')).toBe('added')
    })
    await tests.test(async () => {
      expect(bedrock.journal.list()).toEqual([])
      expect(bedrock.session('one').fixtures.list()).toEqual([])
    })
  })
})

describe('a call that matches no fixture', () => {
  const swallowed = (client: ReturnType<typeof clientOf>, prompt: string) => () =>
    client.ask(prompt).catch(() => 'unknown')

  test('fails its test with the closest fixture, and no other test', async () => {
    await using tests = runner()
    await tests.begin()
    const { bedrock } = tests
    using client = clientOf(bedrock)
    const missing = tests.test(async () => {
      bedrock.fixtures.add({ name: 'paris', match: { prompt: 'Paris' }, answer: { text: 'yes' } })
      await swallowed(client, 'Oslo')()
    })
    await expect(missing).rejects.toMatchObject({
      name: 'FixtureNotFoundException',
      message: expect.stringMatching(
        /^A call in this test matched no fixture\.\n\nNo fixture matches Converse[^]*The closest is "paris"[^]*allowMisses/,
      ),
    })
    await tests.test(async () => undefined)
  })

  test('is counted with others, and each message is printed once', async () => {
    await using tests = runner()
    await tests.begin()
    using client = clientOf(tests.bedrock)
    const missing = tests.test(async () => {
      await swallowed(client, 'Oslo')()
      await swallowed(client, 'Oslo')()
    })
    const error = await missing.catch((thrown: unknown) => thrown)
    expect(String(error)).toContain('2 calls in this test matched no fixture.')
    expect(String(error).match(/No fixture matches/g)).toHaveLength(1)
  })

  test('passes if the test allows it, and only there', async () => {
    await using tests = runner()
    await tests.begin()
    using client = clientOf(tests.bedrock)
    await tests.test(async () => {
      tests.bedrock.allowMisses()
      await swallowed(client, 'Oslo')()
    })
    await expect(tests.test(swallowed(client, 'Oslo'))).rejects.toThrow('matched no fixture')
  })

  test('passes everywhere with misses: allow', async () => {
    await using tests = runner({ misses: 'allow' })
    await tests.begin()
    using client = clientOf(tests.bedrock)
    await tests.test(swallowed(client, 'Oslo'))
    await tests.test(swallowed(client, 'Oslo'))
  })

  test('is reported although the journal keeps nothing', async () => {
    await using tests = runner({ journalSize: 0 })
    await tests.begin()
    using client = clientOf(tests.bedrock)
    await expect(tests.test(swallowed(client, 'Oslo'))).rejects.toThrow('matched no fixture')
  })
})
