import { inspect } from 'node:util'
import { expect, test } from 'vitest'
import { eventStream } from '../../../server/framing/event-stream.ts'
import { tee } from '../../../server/framing/tee.ts'
import { usageOf } from '../../../server/journal/usage.ts'
import { Tap } from '../../../server/journal/copy.ts'
import {
  asks,
  journalOf,
  keptIn,
  messageOf,
  modelId,
  offering,
  textAnswer,
} from '../../support/exchanges.ts'
import type { RecordedEvent, Answer } from '../../../server/bedrock/answer.ts'
import type { Wire } from '../../../server/bedrock/wire.ts'
import type { Exchange } from '../../../server/journal/types.ts'

const instant = { kind: 'instant' } as const

test('has the request as sent, in the neutral form, and as fixtures match it', () => {
  const body = asks('hello', offering('get_weather'))
  const { request, prompt, asked } = keptIn(journalOf(), { body })
  expect(JSON.parse(request.text)).toEqual(body)
  expect(prompt).toMatchObject({ kind: 'chat', tools: [{ name: 'get_weather' }] })
  expect(asked).toEqual({
    prompt: 'hello',
    system: '',
    tools: ['get_weather'],
    toolResults: [],
    turn: 1,
  })
})

test('a native body also has the neutral form', () => {
  const body = { messages: [{ role: 'user', content: [{ text: 'native hello' }] }] }
  const { prompt, asked, reply } = keptIn(journalOf(), { operation: 'InvokeModel', body })
  expect(asked?.prompt).toBe('native hello')
  expect(prompt?.kind).toBe('chat')
  expect(reply).toMatchObject({ kind: 'message', content: [{ text: 'Paris.' }] })
})

test('a body that is not JSON is kept as text and has no neutral form', () => {
  const { request, asked, prompt } = keptIn(journalOf(), {
    operation: 'InvokeModel',
    raw: 'not json',
    answer: {
      source: 'recording',
      kind: 'recorded',
      status: 400,
      headers: [],
      pace: instant,
      body: Buffer.from('{}'),
    },
  })
  expect(request.text).toBe('not json')
  expect([asked, prompt]).toEqual([undefined, undefined])
})

test('a stream has its events, one per line, and the joined answer', () => {
  const { response, reply } = keptIn(journalOf(), { operation: 'ConverseStream', body: asks('hi') })
  const types = response.text.split('\n').map((line) => line.slice(0, line.indexOf(' ')))
  expect(types[0]).toBe('messageStart')
  expect(types.at(-1)).toBe('metadata')
  expect(reply).toEqual(messageOf('Paris.'))
})

test('has the model as sent and resolved, the timing and the client', () => {
  const journal = journalOf()
  const exchange = keptIn(journal, {
    model: 'us.amazon.nova-lite-v1:0',
    body: asks('hi'),
    session: 'mine',
  })
  expect(exchange).toMatchObject({
    session: 'mine',
    operation: 'Converse',
    model: {
      sent: 'us.amazon.nova-lite-v1:0',
      profile: 'us.amazon.nova-lite-v1:0',
      foundation: modelId,
    },
    http: { version: '2', method: 'POST', userAgent: 'test/1.0' },
    source: 'fixture',
    fixture: 'hello.yaml',
    status: 200,
    ended: 'complete',
    atMs: [1.5, 2.5],
    firstByteMs: 1.5,
    usage: { inputTokens: 12, outputTokens: 6 },
  })
  expect(exchange.cost).toBeGreaterThan(0)
  expect(journal.get(exchange.id)).toBe(exchange)
  expect(JSON.parse(JSON.stringify(exchange))).toMatchObject({
    id: exchange.id,
    cost: exchange.cost,
  })
})

test('is complete when serialised or printed', () => {
  const exchange = keptIn(journalOf(), { body: asks('hello') })
  for (const shown of [JSON.stringify(exchange), inspect(exchange)]) {
    for (const word of ['hello', 'Paris.', modelId, 'hello.yaml']) expect(shown).toContain(word)
    expect(shown).not.toContain('heldBytes')
  }
})

test('an unknown model has no cost', () => {
  expect(
    keptIn(journalOf(), { model: 'acme.own-v1:0', body: asks('hi'), answer: textAnswer('x') }).cost,
  ).toBeUndefined()
})

const metadata = {
  metrics: { latencyMs: 9 },
  usage: { inputTokens: 7, outputTokens: 3, totalTokens: 10 },
}

const events = (...payloads: [type: string, payload: object][]): RecordedEvent[] =>
  payloads.map(([type, payload], atMs) => ({ type, payload: JSON.stringify(payload), atMs }))

const recorded = (body: Buffer | RecordedEvent[], headers: [string, string][] = []): Answer => ({
  source: 'recording',
  kind: 'recorded',
  status: 200,
  headers,
  pace: instant,
  body,
})

const wrapped = (payload: object) => ({
  bytes: Buffer.from(JSON.stringify(payload)).toString('base64'),
})

test.each<[string, string, Answer]>([
  [
    'a recorded Converse body',
    'Converse',
    recorded(
      Buffer.from(
        JSON.stringify({
          output: {
            message: { role: 'assistant', content: [{ text: 'say "usage":{"inputTokens":1}' }] },
          },
          stopReason: 'end_turn',
          ...metadata,
        }),
      ),
    ),
  ],
  [
    'a recorded ConverseStream',
    'ConverseStream',
    recorded(
      events(
        ['contentBlockDelta', { contentBlockIndex: 0, delta: { text: 'hi' } }],
        ['messageStop', { stopReason: 'end_turn' }],
        ['metadata', metadata],
      ),
    ),
  ],
  [
    'the headers of a recorded InvokeModel',
    'InvokeModel',
    recorded(Buffer.from('{"output":{"message":{"content":[{"text":"hi"}]}}}'), [
      ['X-Amzn-Bedrock-Input-Token-Count', '7'],
      ['X-Amzn-Bedrock-Output-Token-Count', '3'],
    ]),
  ],
  [
    'the metrics of a recorded native stream',
    'InvokeModelWithResponseStream',
    recorded(
      events(
        ['chunk', wrapped({ contentBlockDelta: { delta: { text: 'hi' }, contentBlockIndex: 0 } })],
        [
          'chunk',
          wrapped({
            metadata: {},
            'amazon-bedrock-invocationMetrics': { inputTokenCount: 7, outputTokenCount: 3 },
          }),
        ],
      ),
    ),
  ],
])('reads the usage of %s', (_, operation, answer) => {
  const exchange = keptIn(journalOf(), { operation, body: asks('hi'), answer })
  expect(exchange.usage).toEqual({ inputTokens: 7, outputTokens: 3 })
})

test('a recorded stream is read in the neutral form', () => {
  const answer = recorded(
    events(
      ['messageStart', { role: 'assistant' }],
      ['contentBlockDelta', { contentBlockIndex: 0, delta: { text: 'hel' } }],
      ['contentBlockDelta', { contentBlockIndex: 0, delta: { text: 'lo' } }],
      ['messageStop', { stopReason: 'end_turn' }],
      ['metadata', metadata],
    ),
  )
  const { reply } = keptIn(journalOf(), { operation: 'ConverseStream', body: asks('hi'), answer })
  expect(reply).toMatchObject({ content: [{ text: 'hello' }], usage: { inputTokens: 7 } })
})

async function* chunksOf(bytes: Buffer, size: number) {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}

test.each([7, 64, 100_000])(
  'reads the end of an answer that passes in chunks of %i bytes',
  async (size) => {
    const delta = eventStream.encode({
      type: 'contentBlockDelta',
      payload: JSON.stringify({ delta: { text: 'word '.repeat(20) } }),
    })
    const end = eventStream.encode({ type: 'metadata', payload: JSON.stringify(metadata) })
    const bytes = Buffer.concat([...Array.from({ length: 50 }, () => delta), end])
    const tap = new Tap(1_000)
    const chunks = tee(chunksOf(bytes, size), tap)
    const passed: Buffer[] = []
    for await (const chunk of chunks) passed.push(chunk)
    expect(Buffer.concat(passed).equals(bytes)).toBe(true)
    const copy = tap.copy(eventStream)
    expect(copy).toMatchObject({ bytes: bytes.length, clipped: true })
    expect(copy.head?.length).toBe(1_000)
    const answer: Answer = {
      source: 'upstream',
      kind: 'arriving',
      status: 200,
      headers: [],
      chunks,
    }
    expect(usageOf(answer, copy)).toEqual({ inputTokens: 7, outputTokens: 3 })
  },
)

test('a plain body sent in pieces is shown unchanged', () => {
  const answer = textAnswer('Paris.')
  const frames = ['{"te', 'xt":', '"Paris."}'].map((text) => Buffer.from(text))
  const body: Wire['body'] = { kind: 'frames', frames, atMs: [] }
  const { response } = keptIn(journalOf(), { body: asks('hi'), answer, wire: { body } })
  expect(response).toEqual({ text: '{"text":"Paris."}', bytes: 17, clipped: false })
})

test('a truncated text never ends within a character', () => {
  const { request } = keptIn(journalOf({ clip: 50 }), { body: asks('ü'.repeat(40)) })
  expect(request.text).not.toContain('\uFFFD')
  expect(request.clipped).toBe(true)
})

test('subscribers see every exchange until they stop', () => {
  const journal = journalOf({ size: 0 })
  const seen: string[] = []
  const stop = journal.follow(({ id }) => seen.push(id))
  const { id } = keptIn(journal, { body: asks('hi') })
  stop()
  keptIn(journal, { body: asks('hi') })
  expect(seen).toEqual([id])
  expect(journal.list()).toEqual([])
})

const LONG = 'The harbour wakes. '.repeat(20)
const longAsks = (name: string) => ({ body: asks(`${name}. ${LONG}`) })

test('the memory of a long exchange that left the journal is reused', () => {
  const journal = journalOf({ clip: 100, size: 2 })
  for (const name of ['Alpha', 'Beta', 'Gamma', 'Delta']) keptIn(journal, longAsks(name))
  const prompts = journal.list().map(({ asked }) => asked?.prompt.slice(0, 6))
  expect(prompts).toEqual(['Gamma.', 'Delta.'])
  expect(journal.list().map(({ request }) => /Gamma|Delta/.exec(request.text)?.[0])).toEqual([
    'Gamma',
    'Delta',
  ])
})

test('an exchange in use does not change after it left the journal', () => {
  const journal = journalOf({ clip: 100, size: 1 })
  keptIn(journal, longAsks('Alpha'))
  const [listed] = journal.list()
  const followed: Exchange[] = []
  const stop = journal.follow((exchange) => followed.push(exchange))
  keptIn(journal, longAsks('Beta'))
  stop()
  for (const name of ['Gamma', 'Delta']) keptIn(journal, longAsks(name))
  expect([listed?.asked?.prompt.slice(0, 6), listed?.request.text]).toEqual([
    'Alpha.',
    expect.stringContaining('Alpha'),
  ])
  expect(followed.map(({ asked }) => asked?.prompt.slice(0, 5))).toEqual(['Beta.'])
})

test('a long prompt in many scripts is kept, too', () => {
  const journal = journalOf({ clip: 100 })
  const { asked } = keptIn(journal, { body: asks('Гавань 港口 '.repeat(50)) })
  expect(asked?.prompt.length).toBeGreaterThan(80)
  expect(asked?.prompt).toMatch(/^(Гавань 港口 )+/)
})
