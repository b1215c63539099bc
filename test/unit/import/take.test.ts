import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import type { ImportedExchange } from '../../../server/import/exchange.ts'
import { take } from '../../../server/import/take.ts'
import { asking, call, exchangeOf, stream, taking } from '../../support/cassettes.ts'
import { chunk, event, exception } from '../../support/recorded.ts'

const CLAUDE = '/model/anthropic.claude-3-haiku-20240307-v1%3A0/invoke-with-response-stream'
const metrics = { 'amazon-bedrock-invocationMetrics': { inputTokenCount: 1 } }
const refusal = (status: number, type?: string, message = 'No.'): Partial<ImportedExchange> => ({
  status,
  headers: [
    ['Content-Type', 'application/json'],
    ...(type === undefined ? [] : [['x-amzn-ErrorType', type] as const]),
  ],
  chunks: [Buffer.from(JSON.stringify({ message }))],
})

describe('is not imported', () => {
  const whole = stream().response
  test.each<[what: string, exchange: ImportedExchange, why: string]>([
    [
      'another service',
      exchangeOf(call(), { url: 'https://api.openai.com/v1/chat/completions' }),
      'another service: api.openai.com',
    ],
    [
      'an agent',
      exchangeOf(call(), {
        url: 'https://bedrock-agent-runtime.us-east-1.amazonaws.com/agents/a/sessions/s/text',
      }),
      'an operation that this server does not know: POST',
    ],
    [
      'a rejected caller',
      exchangeOf(call(), refusal(403, 'AccessDeniedException:http://a')),
      '403: the caller was rejected (AccessDeniedException)',
    ],
    [
      'throttling',
      exchangeOf(call(), refusal(429, 'ThrottlingException')),
      '429 ThrottlingException does not depend on the request (--record-errors imports it)',
    ],
    [
      'throttling that only the body reports',
      exchangeOf(call(), {
        ...refusal(429),
        chunks: [Buffer.from('{"__type":"com.amazon#ThrottlingException","message":"Slow"}')],
      }),
      '429 ThrottlingException does not',
    ],
    ['a failed connection', exchangeOf(call(), { status: 0 }), 'no answer was recorded'],
    [
      'a web page',
      exchangeOf(call(), { status: 502, chunks: [Buffer.from('<html>')] }),
      '502 with a body that is not JSON',
    ],
    [
      'a redirection',
      exchangeOf(call(), { status: 301 }),
      'status 301 is not an answer from Bedrock',
    ],
    [
      'no request',
      exchangeOf(call(), { requestBody: undefined }),
      'the body of its request is missing',
    ],
    [
      'a redacted request',
      exchangeOf(call({ request: '[REDACTED]' })),
      'the body of its request is not JSON',
    ],
    [
      'a request that is a single word',
      exchangeOf(call({ request: '"***"' })),
      'the body of its request is redacted',
    ],
    [
      'a redacted answer',
      exchangeOf(call({ response: Buffer.from('REDACTED') })),
      '200 with a body that is not JSON',
    ],
    [
      'an answer without content',
      exchangeOf(call({ response: Buffer.from('{"a":"***"}') })),
      'the answer has no output',
    ],
    ['no answer', exchangeOf(call(), { chunks: [] }), 'the body of its answer is missing'],
    [
      'a stream cut in a frame',
      exchangeOf(stream({ response: whole.subarray(0, -20) })),
      'the stream ends within a frame',
    ],
    [
      'a stream cut after a frame',
      exchangeOf(
        stream({
          response: whole.subarray(
            0,
            event('messageStart', { p: 'abcd', role: 'assistant' }).length,
          ),
        }),
      ),
      'the stream ended before its messageStop',
    ],
    [
      'native chunks without the last one',
      exchangeOf(stream({ path: CLAUDE, response: chunk({ type: 'message_start' }) })),
      'the stream ended before its last event',
    ],
    [
      'a damaged stream',
      exchangeOf(
        stream({
          response: Buffer.concat([
            whole.subarray(0, 150),
            Buffer.from('xxxx'),
            whole.subarray(154),
          ]),
        }),
      ),
      'a frame of the stream is damaged',
    ],
    [
      'a stream saved as text',
      exchangeOf(stream({ response: Buffer.from(whole.toString()) })),
      'the event stream was saved as text, and its bytes are lost',
    ],
    [
      'a stream that failed',
      exchangeOf(
        stream({
          response: Buffer.concat([
            event('messageStart', { role: 'assistant' }),
            exception('throttlingException', 'Slow'),
          ]),
        }),
      ),
      'the stream ended with throttlingException',
    ],
  ])('%s', (_what, exchange, why) => {
    const result = take(exchange, taking)
    expect('why' in result ? result.why : 'taken').toContain(why)
  })
})

function taken(exchange: ImportedExchange, over: Partial<typeof taking> = {}) {
  const result = take(exchange, { ...taking, ...over })
  if ('why' in result) throw new Error(result.why)
  return result
}

describe('is imported', () => {
  const streamed = taken(exchangeOf(stream())).answer
  const listed = [
    { messageStart: { p: 'abcd', role: 'assistant' } },
    { contentBlockDelta: { contentBlockIndex: 0, delta: { text: 'Hel' }, p: 'abc' } },
    { messageStop: { stopReason: 'end_turn' } },
  ]

  test.each<[what: string, exchange: ImportedExchange]>([
    ['gzip without its header', exchangeOf(call({ response: gzipSync(call().response) }))],
    [
      'brotli',
      exchangeOf(call({ response: brotliCompressSync(call().response) }), {
        headers: [['content-encoding', 'br']],
      }),
    ],
    [
      'deflate',
      exchangeOf(call({ response: deflateSync(call().response) }), {
        headers: [['Content-Encoding', 'deflate']],
      }),
    ],
    ['a wrong gzip header', exchangeOf(call(), { headers: [['content-encoding', 'gzip']] })],
    ['no headers', exchangeOf(call(), { headers: undefined })],
    ['a compressed request', exchangeOf(call(), { requestBody: gzipSync(call().request) })],
    ['a hidden host', exchangeOf(call(), { url: `https://X-HOST-HIDDEN${call().path}` })],
    ['only a path', exchangeOf(call(), { url: call().path })],
  ])('a call with %s', (_what, exchange) => {
    expect(taken(exchange).answer).toBe(taken(exchangeOf(call())).answer)
  })

  test.each<[what: string, exchange: ImportedExchange]>([
    ['without its type', exchangeOf(stream(), { headers: [] })],
    ['with a wrong type', exchangeOf(stream(), { headers: [['Content-Type', 'text/plain']] })],
    [
      'in pieces',
      exchangeOf(stream(), {
        chunks: [stream().response.subarray(0, 9), stream().response.subarray(9)],
      }),
    ],
    [
      'saved as Latin-1',
      exchangeOf(stream({ response: Buffer.from(stream().response.toString('latin1')) })),
    ],
  ])('a stream %s', (_what, exchange) => {
    expect(taken(exchange).answer).toBe(streamed)
  })

  test.each([
    ['in a list', JSON.stringify(listed)],
    ['one per line', listed.map((one) => JSON.stringify(one)).join('\n')],
  ])('a stream saved as its events, %s', (_how, text) => {
    const { body } = taken(exchangeOf(stream({ response: Buffer.from(text) }))).response
    expect(body).toMatchObject([
      { type: 'messageStart' },
      { type: 'contentBlockDelta' },
      { type: 'messageStop' },
    ])
  })

  test('native chunks saved as a list', () => {
    const list = [{ completion: 'Hi' }, metrics]
    const { body } = taken(
      exchangeOf(stream({ path: CLAUDE, response: Buffer.from(JSON.stringify(list)) })),
    ).response
    expect(body).toMatchObject([{ type: 'chunk' }, { type: 'chunk' }])
  })

  test.each([
    ['an error of the request', refusal(400, 'ValidationException'), []],
    ['an error without its type', refusal(400), ['type of the error']],
    ['a missing model', refusal(404, 'ResourceNotFoundException'), []],
  ])('%s', (_what, over, lacks) => {
    const result = taken(exchangeOf(call(), { at: 1, latencyMs: 5, ...over }))
    expect(result.response.status).toBe(over.status)
    expect(result.lacks).toEqual(lacks)
  })

  test('throttling, with --record-errors', () => {
    const result = taken(exchangeOf(call(), refusal(429, 'ThrottlingException')), {
      recordErrors: true,
    })
    expect(result.response.status).toBe(429)
  })

  test('an ARN that the client did not encode', () => {
    const arn = 'arn:aws:bedrock:us-east-1:111122223333:inference-profile/us.amazon.nova-lite-v1:0'
    const { call: made } = taken(exchangeOf(call({ path: `/model/${arn}/converse` })))
    expect(made.http.url).toBe(`/model/${encodeURIComponent(arn)}/converse`)
    expect(made.model().sent).toBe(arn)
  })

  test('secrets are replaced and reported', () => {
    const request = asking('My key is AKIAABCDEFGHIJKLMNOP')
    expect(taken(exchangeOf(call({ request }))).isRedacted).toBe(true)
    const response = Buffer.from(
      call().response.toString().replace('Hello', 'AKIAABCDEFGHIJKLMNOP'),
    )
    const result = taken(exchangeOf(call({ response })))
    expect(result.isRedacted).toBe(true)
    expect(JSON.stringify(result.response.body)).not.toContain('AKIA')
    expect(result.response.body).toEqual(
      Buffer.from(call().response.toString().replace('Hello', '[access key id]')),
    )
    expect(taken(exchangeOf(call())).isRedacted).toBe(false)
  })
})
