import { describe, expect, test } from 'vitest'
import { startBedrock } from '../../server/index.ts'
import { fixtureFolder } from '../support/fixture-folder.ts'
import { clientOf } from '../support/library.ts'

const HELLO = { hello: { match: { prompt: 'hello' }, answer: { text: 'from a file' } } }

describe('a server in a test', () => {
  test('needs no setup: any client of it finds what was added', async () => {
    await using bedrock = await startBedrock()
    bedrock.fixtures.add({ match: { prompt: /PARIS/i }, answer: { text: 'in France' } })
    using client = clientOf(bedrock)
    expect(await client.ask('Where is Paris?')).toBe('in France')
    for (const accessKeyId of ['somebody', 'AKIAIOSFODNN7EXAMPLE']) {
      const credentials = { accessKeyId, secretAccessKey: 'local' }
      using other = clientOf({ clientConfig: { ...bedrock.clientConfig, credentials } })
      expect(await other.ask('Paris')).toBe('in France')
    }
  })

  test('env has what an SDK needs to find it', async () => {
    await using bedrock = await startBedrock({ region: 'eu-west-1' })
    expect(bedrock.env).toEqual({
      AWS_ENDPOINT_URL_BEDROCK_RUNTIME: bedrock.url,
      AWS_ENDPOINT_URL_BEDROCK: bedrock.url,
      AWS_ENDPOINT_URL_BEDROCK_AGENT_RUNTIME: bedrock.url,
      AWS_BEDROCK_RUNTIME_ENDPOINT: bedrock.url,
      ANTHROPIC_BEDROCK_BASE_URL: bedrock.url,
      ANTHROPIC_BEDROCK_MANTLE_BASE_URL: `${bedrock.url}/anthropic`,
      AWS_BEDROCK_BASE_URL: `${bedrock.url}/openai/v1`,
      AWS_REGION: 'eu-west-1',
      AWS_DEFAULT_REGION: 'eu-west-1',
      AWS_ACCESS_KEY_ID: 'local',
      AWS_SECRET_ACCESS_KEY: 'local',
    })
    expect(bedrock.url).toBe(`http://127.0.0.1:${bedrock.port}`)
  })

  test('a call that nothing matches reports the closest fixture', async () => {
    await using bedrock = await startBedrock()
    bedrock.fixtures.add({ name: 'paris', match: { prompt: 'Paris' }, answer: { text: 'yes' } })
    using client = clientOf(bedrock)
    await expect(client.ask('Where is Oslo?')).rejects.toMatchObject({
      name: 'FixtureNotFoundException',
      message: expect.stringContaining('The closest is "paris"'),
    })
  })

  test('an added fixture counts its calls and can be removed', async () => {
    await using bedrock = await startBedrock({ mode: 'mock' })
    const added = bedrock.fixtures.add({ name: 'mine', answer: { text: 'mine' } })
    using client = clientOf(bedrock)
    expect(bedrock.fixtures.unused()).toEqual(['mine'])
    expect([await client.ask('a'), await client.ask('b')]).toEqual(['mine', 'mine'])
    expect(added).toMatchObject({ name: 'mine', calls: 2 })
    expect(bedrock.fixtures.unused()).toEqual([])
    added.remove()
    expect(bedrock.fixtures.list()).toEqual([])
    expect(await client.ask('a')).not.toBe('mine')
  })

  test('the newest of equal fixtures answers, and added ones come before those of a folder', async () => {
    using folder = fixtureFolder(HELLO)
    await using bedrock = await startBedrock({ fixtures: folder.path })
    using client = clientOf(bedrock)
    expect(await client.ask('hello')).toBe('from a file')
    bedrock.fixtures.add({ answer: { text: 'older' } })
    bedrock.fixtures.add({ answer: { text: 'newer' } })
    expect(await client.ask('hello')).toBe('newer')
    expect(bedrock.fixtures.list().map(({ name }) => name)).toEqual([
      'added 2',
      'added 1',
      'hello.json',
    ])
  })

  test('a fixture that cannot be used reports all of its problems', async () => {
    await using bedrock = await startBedrock()
    const wrong = { match: { promt: 'a' }, answer: { txt: 'b' } } as unknown as { error: never }
    expect(() => bedrock.fixtures.add(wrong)).toThrow(
      /match\.promt is unknown; did you mean "prompt"\?.*answer\.txt is unknown; did you mean "text"\?/,
    )
  })

  test('the mode can change while it runs', async () => {
    await using bedrock = await startBedrock()
    using client = clientOf(bedrock)
    await expect(client.ask('hello')).rejects.toThrow('No fixture matches')
    bedrock.mode = 'mock'
    expect(bedrock.mode).toBe('mock')
    expect(await client.ask('hello')).not.toBe('')
    expect(() => (bedrock.mode = 'record')).toThrow('mode record needs a folder')
  })
})

describe('the journal', () => {
  test('lists the calls', async () => {
    await using bedrock = await startBedrock()
    bedrock.fixtures.add({ name: 'any', answer: { text: 'ok' } })
    using client = clientOf(bedrock)
    await client.ask('first')
    await client.ask('second')
    expect(bedrock.journal.list()).toMatchObject([
      { operation: 'Converse', fixture: 'any', status: 200, source: 'fixture' },
      { operation: 'Converse', fixture: 'any', status: 200, source: 'fixture' },
    ])
    expect(bedrock.journal.list({ prompt: 'second' })).toHaveLength(1)
  })

  test('verify throws an error with the actual calls', async () => {
    await using bedrock = await startBedrock()
    bedrock.fixtures.add({ answer: { text: 'ok' } })
    using client = clientOf(bedrock)
    await client.ask('first')
    expect(bedrock.journal.verify({ prompt: 'first', times: 1 })).toHaveLength(1)
    expect(() => bedrock.journal.verify({ prompt: 'second' })).toThrow(
      /Expected prompt contains "second" at least once; it was never called\.[^]*"first"/,
    )
  })

  test('rejects a condition that no call can ever match', async () => {
    await using bedrock = await startBedrock()
    const { list, verify } = bedrock.journal
    const wrong = (expectation: object) => () => verify(expectation)
    expect(wrong({ promt: 'first' })).toThrow('promt is unknown; did you mean "prompt"?')
    expect(wrong({ operation: 'Convers', times: 0 })).toThrow('did you mean Converse?')
    expect(wrong({ error: 'Throttling', times: 0 })).toThrow('did you mean ThrottlingException?')
    expect(wrong({ tools: 'get_weather' })).toThrow(
      'tools is the string "get_weather"; expected a non-empty list',
    )
    expect(wrong({ times: '2' })).toThrow('times is the string "2"')
    expect(wrong({ times: -1 })).toThrow('times is -1')
    expect(wrong({ times: { minimum: 1 } })).toThrow('times.minimum is unknown')
    expect(wrong({ times: { min: 3, max: 1 } })).toThrow('min 3 is greater than max 1')
    expect(() => list({ source: 'fixtures' as 'fixture' })).toThrow('did you mean fixture?')
    expect(() => list({ prompt: { regex: '(' } })).toThrow('missing')
    expect(list({ prompt: /a/, operation: undefined, limit: 0 } as object)).toEqual([])
  })

  test('when emptied, verify says that it is empty', async () => {
    await using bedrock = await startBedrock({ mode: 'mock' })
    using client = clientOf(bedrock)
    await client.ask('first')
    bedrock.journal.clear()
    expect(() => bedrock.journal.verify({ prompt: 'first' })).toThrow('The journal has no calls')
  })

  test('follow calls back for each call until it is stopped', async () => {
    await using bedrock = await startBedrock({ mode: 'mock' })
    using client = clientOf(bedrock)
    const seen: string[] = []
    const stop = bedrock.journal.follow(({ operation }) => seen.push(operation))
    await client.ask('first')
    stop()
    await client.ask('second')
    expect(seen).toEqual(['Converse'])
  })

  test('an error in a subscriber is reported', async () => {
    await using bedrock = await startBedrock({ mode: 'mock' })
    using client = clientOf(bedrock)
    const thrown = new Promise((resolve) => {
      const others = process.listeners('uncaughtException')
      process.removeAllListeners('uncaughtException')
      process.once('uncaughtException', (error) => {
        for (const other of others) process.on('uncaughtException', other)
        resolve(error)
      })
    })
    bedrock.journal.follow(() => expect.unreachable())
    const seen: string[] = []
    bedrock.journal.follow(({ operation }) => seen.push(operation))
    await client.ask('first')
    await expect(thrown).resolves.toBeInstanceOf(Error)
    expect(seen).toEqual(['Converse'])
  })

  test('save requires a folder', async () => {
    await using bedrock = await startBedrock()
    expect(() => bedrock.journal.save([])).toThrow('save needs { folder }')
  })

  test('saves an invented answer as a fixture', async () => {
    using folder = fixtureFolder({})
    await using bedrock = await startBedrock({ mode: 'mock', fixtures: folder.path })
    using client = clientOf(bedrock)
    const invented = await client.ask('first')
    const [saved] = bedrock.journal.save(bedrock.journal.list())
    expect(saved?.file).toContain(folder.path)
    await using later = await startBedrock({ fixtures: folder.path })
    using again = clientOf(later)
    expect(await again.ask('first')).toBe(invented)
  })
})

describe('reset', () => {
  test('forgets added fixtures, counts and calls; the files stay', async () => {
    const next = { match: { prompt: 'next' }, answers: [{ text: 'one' }, { text: 'two' }] }
    using folder = fixtureFolder({ ...HELLO, next })
    await using bedrock = await startBedrock({ fixtures: folder.path })
    using client = clientOf(bedrock)
    bedrock.fixtures.add({ match: { prompt: 'hello' }, answer: { text: 'added' } })
    expect([await client.ask('hello'), await client.ask('next')]).toEqual(['added', 'one'])
    bedrock.reset()
    expect(bedrock.journal.list()).toEqual([])
    expect([await client.ask('hello'), await client.ask('next')]).toEqual(['from a file', 'one'])
  })
})

describe('sessions', () => {
  test('fixtures of a session come before those of the server', async () => {
    await using bedrock = await startBedrock()
    const [one, two] = [bedrock.session('one'), bedrock.session('two')]
    one.fixtures.add({ answer: { text: 'its own' } })
    bedrock.fixtures.add({ priority: 100, answer: { text: 'for all' } })
    using a = clientOf(one)
    using b = clientOf(two)
    expect([await a.ask('hi'), await b.ask('hi')]).toEqual(['its own', 'for all'])
  })

  test('one is reset without the others', async () => {
    await using bedrock = await startBedrock({ mode: 'mock' })
    const [one, two] = [bedrock.session('one'), bedrock.session('two')]
    using a = clientOf(one)
    using b = clientOf(two)
    for (const session of [one, two]) session.fixtures.add({ answer: { text: session.name } })
    await Promise.all([a.ask('hi'), b.ask('hi')])
    one.reset()
    expect([one.journal.list().length, two.journal.list().length]).toEqual([0, 1])
    expect([(await a.ask('hi')) === 'one', (await b.ask('hi')) === 'two']).toEqual([false, true])
  })

  test('without a name, each is a new one', async () => {
    await using bedrock = await startBedrock()
    const [one, two] = [bedrock.session(), bedrock.session()]
    expect(one.name).not.toBe(two.name)
    expect(one.env['AWS_ACCESS_KEY_ID']).toBe(one.name)
  })

  test.each(['', 'a/b', 'a b', 'a,b', 'AKIAIOSFODNN7EXAMPLE', 'x'.repeat(129)])(
    'rejects the name %j',
    async (name) => {
      await using bedrock = await startBedrock()
      expect(() => bedrock.session(name)).toThrow('is not a valid session name')
    },
  )
})
