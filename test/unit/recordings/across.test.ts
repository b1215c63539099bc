import { describe, expect, test } from 'vitest'
import type { Json } from '../../../server/json.ts'
import { index, reply, say } from '../../support/stored.ts'
import type { Stored } from '../../support/stored.ts'
import { sentCall } from '../../support/stored-calls.ts'

const OSS = 'openai.gpt-oss-120b-1:0'
const bytes = (body: Json) => Buffer.from(JSON.stringify(body))
const user = { model: OSS, messages: [{ role: 'user', content: 'hi' }] }

const completion = (choice: object, more: object[] = []): Buffer =>
  bytes({
    choices: [
      {
        finish_reason: 'stop',
        index: 0,
        logprobs: null,
        message: { content: 'Hello', refusal: null, role: 'assistant' },
        ...choice,
      },
      ...more,
    ] as Json,
    usage: { completion_tokens: 6, prompt_tokens: 1, total_tokens: 7 },
  })
const response = (...output: Json[]): Buffer =>
  bytes({
    id: 'resp_1',
    object: 'response',
    output,
    status: 'completed',
    usage: { input_tokens: 1, output_tokens: 6, total_tokens: 7 },
  })
const messageItem = (text: string, part: object = {}): Json => ({
  type: 'message',
  role: 'assistant',
  status: 'completed',
  content: [{ type: 'output_text', text, annotations: [], logprobs: [], ...part }],
})
const converse = (...content: Json[]): Buffer =>
  bytes({
    output: { message: { role: 'assistant', content } },
    stopReason: 'end_turn',
    usage: { inputTokens: 1, outputTokens: 6, totalTokens: 7 },
  })

const chat = (answer: Buffer): Stored => ({
  operation: 'ChatCompletions',
  model: OSS,
  body: user,
  answers: [answer],
})
const responses = (answer: Buffer): Stored => ({
  operation: 'Responses',
  model: OSS,
  body: { model: OSS, input: 'hi' },
  answers: [answer],
})
const plain = (answer: Buffer): Stored => ({ model: OSS, body: say('hi'), answers: [answer] })

/** The same question through each API. */
const ASKED = {
  Converse: () => sentCall('Converse', OSS, say('hi')),
  ConverseStream: () => sentCall('ConverseStream', OSS, say('hi')),
  ChatCompletions: () => sentCall('ChatCompletions', OSS, user),
  ChatCompletionsStream: () => sentCall('ChatCompletions', OSS, { ...user, stream: true }),
  Responses: () => sentCall('Responses', OSS, { model: OSS, input: 'hi' }),
} as const

describe('a recording of one API', () => {
  test.each([
    ['Chat Completions', chat(completion({}))],
    ['Responses', responses(response(messageItem('Hello')))],
    ['Converse', plain(reply('Hello'))],
  ])('%s answers all others', (_name, stored) => {
    const { recordings } = index([stored])
    for (const requestOf of Object.values(ASKED)) {
      const hit = recordings.find(requestOf())
      expect(hit?.recording.operation.name).toBe(stored.operation ?? 'Converse')
    }
  })

  const thought = { reasoningContent: { reasoningText: { text: 'Hm', signature: 'sig' } } }
  const cited = {
    citationsContent: {
      content: [{ text: 'Hello' }],
      citations: [{ location: { web: { url: 'https://example.com' } }, sourceContent: [] }],
    },
  }
  test.each<[lost: string, keyof typeof ASKED, Stored]>([
    ['choices after the first', 'Converse', chat(completion({}, [{ index: 1 }]))],
    ['log probabilities', 'Responses', chat(completion({ logprobs: { content: [] } }))],
    ['log probabilities', 'ChatCompletionsStream', chat(completion({ logprobs: {} }))],
    [
      'log probabilities',
      'Converse',
      responses(response(messageItem('Hello', { logprobs: [{}] }))),
    ],
    [
      'items of the type image_generation_call',
      'ChatCompletions',
      responses(response({ type: 'image_generation_call' }, messageItem('Hello'))),
    ],
    [
      'encrypted reasoning',
      'ChatCompletions',
      responses(
        response({ type: 'reasoning', summary: [], encrypted_content: 'gAAA' }, messageItem('Hi')),
      ),
    ],
    [
      'citations',
      'ChatCompletionsStream',
      responses(
        response(
          messageItem('Hello', { annotations: [{ type: 'url_citation', url: 'https://a.b' }] }),
        ),
      ),
    ],
    ['signatures of reasoning', 'ChatCompletions', plain(converse(thought, { text: 'Hello' }))],
    ['citations', 'ChatCompletions', plain(converse(cited))],
    [
      'the error (HTTP 429), which each API formats differently',
      'Converse',
      {
        ...chat(completion({})),
        answers: [{ status: 429, headers: [], latencyMs: 1, body: bytes({ error: {} }) }],
      },
    ],
  ])('does not answer if %s would be lost: %s', (lost, name, stored) => {
    const { recordings } = index([stored])
    const request = ASKED[name]()
    expect(recordings.find(request)).toBeUndefined()
    const [near] = recordings.nearest(request, 3)
    expect(near?.reasons()).toEqual([
      `recorded through ${stored.operation ?? 'Converse'}; as an answer of ${name} it would lose ${lost}`,
    ])
  })

  test('keeps what only Responses returns when configured to', () => {
    const { recordings } = index([plain(converse(thought, { text: 'Hello' }))])
    expect(recordings.find(ASKED.Responses())).toBeDefined()
  })

  test('is a near miss described in its own terms, without advice that names members of Converse', () => {
    const { recordings } = index([plain(reply('Hello'))])
    const near = recordings.nearest(
      sentCall('ChatCompletions', OSS, { ...user, max_tokens: 9, temperature: 0.5 }),
      3,
    )
    expect(near.map(({ reasons }) => reasons())).toEqual([
      [
        'maxTokens is 9, recorded without it',
        'temperature is 0.5, recorded without it',
        'recorded through Converse',
      ],
    ])
  })
})
