import { describe, expectTypeOf, test } from 'vitest'
import { startBedrock } from '../../server/index.ts'
import type {
  AddedFixture,
  Bedrock,
  BedrockSession,
  Exchange,
  Fixture,
  Mode,
  OperationName,
  Options,
} from '../../server/index.ts'
import type { Config } from '../../server/settings/settings.ts'

// Only checked by the compiler.
/* oxlint-disable unicorn/no-thenable -- the word of the format */

const bedrock = {} as Bedrock
const add: (fixture: Fixture) => AddedFixture = bedrock.fixtures.add

describe('startBedrock', () => {
  test('returns a server', () => {
    expectTypeOf(startBedrock).returns.resolves.toEqualTypeOf<Bedrock>()
    expectTypeOf<Bedrock>().toExtend<AsyncDisposable>()
    expectTypeOf(bedrock.mode).toEqualTypeOf<'mock' | 'replay' | 'record' | 'proxy'>()
    expectTypeOf(bedrock.session('one')).toEqualTypeOf<BedrockSession>()
    expectTypeOf(bedrock.journal.list()).toEqualTypeOf<Exchange[]>()
  })

  test('accepts every setting except those of the command line', () => {
    expectTypeOf<keyof Options>().toEqualTypeOf<
      Exclude<
        keyof Config,
        'config' | 'open' | 'pretty' | 'state' | 'stateAnyFixtures' | 'stateOptional' | 'workers'
      >
    >()
    expectTypeOf<Options['mode']>().toEqualTypeOf<Mode | undefined>()
  })

  test('accepts nothing else', () => {
    // @ts-expect-error -- a typo
    void startBedrock({ prot: 1 })
    // @ts-expect-error -- no such mode
    void startBedrock({ mode: 'recrod' })
    // @ts-expect-error -- not a number
    void startBedrock({ port: '4577' })
    // @ts-expect-error -- neither a word nor a factor
    void startBedrock({ pace: 'quick' })
    // @ts-expect-error -- no such error
    void startBedrock({ faults: [{ error: 'Throttling' }] })
    // @ts-expect-error -- no such quota
    void startBedrock({ quotas: { 'amazon.*': { requestsPerHour: 1 } } })
    // @ts-expect-error -- no such access
    void startBedrock({ models: { 'amazon.nova-pro-v1:0': { access: 'none' } } })
    // @ts-expect-error -- no such list of keys
    void startBedrock({ keys: { accesKeys: {} } })
    // @ts-expect-error -- an access key has a secret
    void startBedrock({ keys: { accessKeys: { anna: { secret: 'x' } } } })
    // @ts-expect-error -- a bearer key has none
    void startBedrock({ keys: { bearerKeys: { ABSKx: { secretAccessKey: 'x' } } } })
    const anna = { secretAccessKey: 'x', role: 'reader', expires: '2030-01-01T00:00:00Z' }
    void startBedrock({ auth: 'verify', keys: { accessKeys: { anna }, bearerKeys: { ABSKx: {} } } })
    void startBedrock({ mode: undefined, fixtures: ['a', new URL('file:///b')], pace: '2x' })
  })
})

describe('a fixture', () => {
  test('has the format of a fixture file', () => {
    add({ answer: { text: 'hello' } })
    add({
      name: 'weather',
      priority: 10,
      match: {
        operation: ['Converse', 'ConverseStream'],
        model: 'amazon.nova-*',
        prompt: /in (\w+)\?/i,
        system: { contains: ['weather', 'short'] },
        tools: ['get_weather'],
        toolResult: { name: 'get_weather', status: 'success', text: /sun/ },
        turn: 2,
        body: { inferenceConfig: { temperature: 0 } },
      },
      answers: [
        { content: [{ toolUse: { name: 'get_weather', input: { city: 'Oslo' } } }] },
        { text: 'Sunny.', usage: { outputTokens: 2 }, stream: { chunks: ['Sun', 'ny.'] } },
      ],
      then: 'error',
    })
    add({ error: { type: 'ThrottlingException', times: 2 }, answer: { embedding: [0, 1] } })
    add({ error: { type: 'AccessDeniedException' } })
    add({ answer: { stream: { chunks: ['a', 'b'] } } })
    add({ answer: { native: { results: [{ outputText: 'hi' }] } } })
  })

  test('has an answer or an error', () => {
    // @ts-expect-error -- neither
    add({ match: { prompt: 'a' } })
    // @ts-expect-error -- both an answer and several
    add({ answer: { text: 'a' }, answers: [{ text: 'b' }] })
    // @ts-expect-error -- an end without a sequence
    add({ answer: { text: 'a' }, then: 'error' })
  })

  test('answers with one thing', () => {
    // @ts-expect-error -- nothing
    add({ answer: {} })
    // @ts-expect-error -- two
    add({ answer: { text: 'a', embedding: [1] } })
    // @ts-expect-error -- a block is of one kind
    add({ answer: { content: [{ text: 'a', toolUse: { name: 'b' } }] } })
    // @ts-expect-error -- a tool use has a name
    add({ answer: { content: [{ toolUse: { input: {} } }] } })
  })

  test("knows Bedrock's values", () => {
    // @ts-expect-error -- no operation
    add({ match: { operation: 'Convers' }, answer: { text: 'a' } })
    // @ts-expect-error -- no error of Bedrock
    add({ error: { type: 'ThrottledException' } })
    // @ts-expect-error -- no stop reason
    add({ answer: { text: 'a', stopReason: 'end' } })
    // @ts-expect-error -- no member of a match
    add({ match: { promt: 'a' }, answer: { text: 'a' } })
    expectTypeOf<'Converse'>().toExtend<OperationName>()
  })

  test('returns a handle when added', () => {
    expectTypeOf(bedrock.fixtures.add).returns.toEqualTypeOf<AddedFixture>()
    expectTypeOf<AddedFixture['calls']>().toEqualTypeOf<number>()
  })
})

test('verify accepts what the journal can match', () => {
  expectTypeOf(bedrock.journal.verify).returns.toEqualTypeOf<Exchange[]>()
  bedrock.journal.verify({ operation: 'Converse', prompt: /a/, tools: ['b'], times: { max: 2 } })
  // @ts-expect-error -- no such member
  bedrock.journal.verify({ operations: 'Converse' })
  // @ts-expect-error -- no error of Bedrock
  bedrock.journal.verify({ error: 'Throttling' })
  bedrock.journal.verify({ operation: ['Converse', 'ApplyGuardrail'], times: 0 })
})
