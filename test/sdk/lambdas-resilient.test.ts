import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startHandlers } from '../support/handlers.ts'

const quickBackoff = { BACKOFF_BASE_MS: '5', BACKOFF_MAX_MS: '20' }
const impatient = { FIRST_TOKEN_TIMEOUT_MS: '400', EVENT_TIMEOUT_MS: '300' }
const lite = 'amazon.nova-lite-v1:0'
const micro = 'amazon.nova-micro-v1:0'

let handlers: Awaited<ReturnType<typeof startHandlers>>

beforeAll(async () => {
  handlers = await startHandlers(
    {
      'a guardrail': {
        match: { prompt: 'say something bad' },
        answer: { text: 'Sorry, no.', stopReason: 'guardrail_intervened' },
      },
      'cut off': {
        match: { prompt: 'a long story' },
        answer: { text: 'Once upon a', stopReason: 'max_tokens' },
      },
      'silent at first': {
        match: { prompt: 'more tokens', body: { inferenceConfig: { maxTokens: 512 } } },
        answer: { content: [], stopReason: 'max_tokens' },
      },
      'with more tokens': {
        match: { prompt: 'more tokens', body: { inferenceConfig: { maxTokens: 1024 } } },
        answer: { text: 'Here it is.' },
      },
    },
    { pace: 'recorded' },
  )
})
afterAll(() => handlers[Symbol.asyncDispose]())

interface Body {
  reply?: string
  complete?: boolean
  stopReason?: string
  modelId?: string
  detail?: string
  partial?: { reply: string; modelId: string }
  attempts?: { modelId: string; outcome: string }[]
}

/** Runs the function as if there had been no calls before; `models` are the models that were called, one entry per request. */
async function run(prompt: string, variables: Record<string, string> = {}) {
  handlers.server.sessions.reset()
  const result = await handlers.run('resilient', { prompt }, { ...quickBackoff, ...variables })
  const body = result.body as Body
  // An exchange that the client aborts enters the journal a moment later.
  await expect.poll(() => result.calls().length).toBeGreaterThanOrEqual(body.attempts?.length ?? 0)
  return { ...result, body, models: result.calls().map(({ model }) => model?.sent) }
}
const outcomes = ({ attempts = [] }: Body) => attempts.map(({ outcome }) => outcome)

describe('resilient', () => {
  test('an undisturbed call is one call', async () => {
    const { status, body, models } = await run('why streaming makes a chat feel faster')
    expect(status).toBe(200)
    expect(body).toMatchObject({ complete: true, stopReason: 'end_turn', modelId: lite })
    expect(models).toEqual([lite])
  })

  test('throttled twice, it is answered the third time, with its own backoff', async () => {
    const { body, models, log } = await run('practise throttling')
    expect(body).toMatchObject({ complete: true, modelId: lite })
    expect(models).toEqual([lite, lite, lite])
    const delays = [...log.matchAll(/"Retrying the call".*"delayMs":(\d+)/g)].map(([, ms]) =>
      Number(ms),
    )
    expect(delays).toHaveLength(2)
    for (const [index, ms] of delays.entries()) expect(ms).toBeLessThanOrEqual(5 * 2 ** (index + 1))
  })

  test('an exhausted daily quota is not retried; the other model is called', async () => {
    const { status, body, models } = await run('practise daily limit')
    expect(models).toEqual([lite, micro])
    expect([status, body.detail]).toEqual([
      502,
      'ThrottlingException: Too many tokens per day, please wait before trying again.',
    ])
  })

  test('when a model stays unavailable, the other one answers', async () => {
    const { body, models } = await run('practise a fallback')
    expect(body).toMatchObject({ complete: true, modelId: micro })
    expect(models).toEqual([lite, lite, lite, micro])
  })

  test.each([
    ['practise access denied', [lite, micro]],
    ['practise end of life', [lite, micro]],
    ['practise model not found', [lite]],
    ['practise malformed input', [lite]],
    ['practise expired credentials', [lite]],
    ['practise an unavailable service', [lite, lite, lite, micro, micro, micro]],
    ['practise model time-outs', [lite, lite, lite, micro, micro, micro]],
    ['practise a model that is not ready', [lite, lite]],
  ])('%s: calls %j', async (prompt, expected) => {
    const { models, status } = await run(prompt)
    expect(models).toEqual(expected)
    expect(status).toBe(prompt.includes('not ready') ? 200 : 502)
  })

  test('gives up on a stalled stream, and keeps what arrived', async () => {
    const { status, body, models, durationMs } = await run('practise a stalled stream', impatient)
    expect(status).toBe(502)
    expect(outcomes(body)).toEqual(['BrokenStream', 'BrokenStream', 'BrokenStream', 'BrokenStream'])
    expect(body.detail).toBe('BrokenStream: No event arrived in time')
    expect(body.partial).toEqual({ reply: 'These words arrive.', modelId: lite })
    expect(models).toEqual([lite, lite, micro, micro])
    expect(durationMs).toBeLessThan(20_000)
  })

  test('never takes a cut stream for a complete answer', async () => {
    const { status, body } = await run('practise a broken stream')
    expect([status, body.reply]).toEqual([502, undefined])
    expect(body.detail).toMatch(/^BrokenStream: /)
    expect(body.partial?.reply).toMatch(/^These words/)
  })

  test('an exception in mid-stream is retried', async () => {
    const { body } = await run('Break in the middle')
    expect(outcomes(body)).toContain('ModelStreamErrorException')
    expect(body.partial?.reply).toMatch(/^These words arrive/)
  })

  test('a response that never begins hits the time-out for the first token', async () => {
    const { status, body, durationMs } = await run('practise time-outs', impatient)
    expect(status).toBe(502)
    expect(body.detail).toMatch(/TimeoutError/)
    expect(durationMs).toBeLessThan(25_000)
  })

  test('a stream that goes silent after its start has the same limit', async () => {
    const { status, body } = await run('Keep me waiting', impatient)
    expect(status).toBe(502)
    expect(body.detail).toMatch(/BrokenStream|TimeoutError/)
  })

  test('detects an empty answer', async () => {
    const { status, body } = await run('practise empty results')
    expect([status, body.detail]).toEqual([502, 'The model returned an empty answer'])
    expect(outcomes(body)[0]).toBe('empty answer (max_tokens)')
  })

  test('an empty answer due to too few tokens is requested again with more', async () => {
    const { body } = await run('more tokens')
    expect(body).toMatchObject({ reply: 'Here it is.', complete: true })
    expect(outcomes(body)).toEqual(['empty answer (max_tokens)', 'answered'])
  })

  test.each([
    ['a long story', 'max_tokens'],
    ['say something bad', 'guardrail_intervened'],
  ])('%s: an answer that ended with %s is incomplete', async (prompt, stopReason) => {
    const { status, body, models } = await run(prompt)
    expect([status, body]).toMatchObject([200, { complete: false, stopReason }])
    expect(models).toHaveLength(1)
  })

  test('stops retrying when the budget is used up', async () => {
    const { body, models } = await run('practise a stalled stream', {
      ...impatient,
      TOKEN_BUDGET: '530',
    })
    expect(models).toEqual([lite])
    expect(body.detail).toMatch(/^The token budget is used up; before: BrokenStream: /)
  })

  test('reports before Lambda stops it', async () => {
    handlers.server.sessions.reset()
    const { status, body } = await handlers.run(
      'resilient',
      { prompt: 'practise a stalled stream' },
      { EVENT_TIMEOUT_MS: '60000' },
      { timeoutSec: 3 },
    )
    expect([status, body]).toMatchObject([502, { partial: { reply: 'These words arrive.' } }])
  })

  test('returns 502 when the endpoint is unreachable', async () => {
    const variables = { ...quickBackoff, AWS_ENDPOINT_URL_BEDROCK_RUNTIME: 'http://127.0.0.1:1' }
    const { status, body } = await handlers.run('resilient', { prompt: 'hello' }, variables)
    expect([status, body]).toMatchObject([502, { detail: expect.stringContaining('ECONNREFUSED') }])
  })
})
