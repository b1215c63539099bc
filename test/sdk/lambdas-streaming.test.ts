import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startHandlers } from '../support/handlers.ts'

const SECRET = 'tangerine-7319'
const STREAMING = 'Streaming shows the first words'

let handlers: Awaited<ReturnType<typeof startHandlers>>

beforeAll(async () => {
  handlers = await startHandlers({
    secret: { match: { prompt: SECRET }, answer: { text: 'Fine.' } },
  })
})

afterAll(async () => {
  await handlers[Symbol.asyncDispose]()
})

const run = (...args: Parameters<typeof handlers.run>) => handlers.run(...args)
const ask = (prompt: unknown) => ({ prompt })

describe('converse-stream', () => {
  test('returns 200 with reply, model and stop reason', async () => {
    expect(await run('converse-stream')).toMatchObject({
      status: 200,
      body: {
        reply: expect.stringContaining(STREAMING),
        modelId: 'amazon.nova-lite-v1:0',
        stopReason: 'end_turn',
      },
    })
  })

  test('logs start and end, each event, and each piece of text with its index', async () => {
    const { log } = await run('converse-stream', ask(SECRET))
    const entries = log
      .split('\n')
      .flatMap((line) => /\{"level".*\}/.exec(line) ?? [])
      .map((line) => JSON.parse(line) as { message: string })
    expect(entries[0]).toMatchObject({
      message: 'Stream started',
      modelId: 'amazon.nova-lite-v1:0',
      promptLength: SECRET.length,
    })
    expect(entries.at(-1)).toMatchObject({ message: 'Stream ended', stopReason: 'end_turn' })
    const types = entries
      .filter(({ message }) => message === 'Event')
      .map((entry) => ('type' in entry ? entry.type : undefined))
    expect(types[0]).toBe('messageStart')
    expect(types.at(-1)).toBe('metadata')
    const chunks = entries.filter(({ message }) => message === 'Text chunk')
    expect(chunks.map((entry) => ('index' in entry ? entry.index : undefined))).toEqual(
      chunks.map((_, index) => index),
    )
    expect(chunks.map((entry) => ('text' in entry ? entry.text : '')).join('')).toBe('Fine.')
  })

  test('returns 502 when the stream breaks off with an exception', async () => {
    expect(await run('converse-stream', ask('Break in the middle'))).toMatchObject({
      status: 502,
      body: {
        error: 'Bedrock request failed',
        detail: expect.stringMatching('^ModelStreamErrorException: .'),
      },
    })
  })
})

describe('invoke-stream', () => {
  test.each([
    ['amazon.nova-lite-v1:0', 'end_turn'],
    ['anthropic.claude-3-haiku-20240307-v1:0', 'end_turn'],
    ['amazon.titan-text-express-v1', 'FINISH'],
  ])('understands the chunks of %s', async (modelId, stopReason) => {
    const { status, body } = await run('invoke-stream', { modelId })
    expect(status).toBe(200)
    expect(body).toEqual({
      reply: expect.stringContaining(STREAMING),
      modelId,
      stopReason,
      chunks: expect.any(Number),
      firstChunkMs: expect.any(Number),
    })
  })

  test('a model of an unknown family is rejected, unless MODEL_FAMILY is set', async () => {
    const modelId =
      'arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/a1b2c3d4e5f6'
    expect(await run('invoke-stream', { modelId })).toMatchObject({
      status: 400,
      body: { error: expect.stringContaining('set MODEL_FAMILY to titan, claude or nova') },
    })
  })

  test('returns 502 when Bedrock rejects the call', async () => {
    expect((await run('invoke-stream', ask('fail with AccessDeniedException'))).status).toBe(502)
  })
})

describe('live-stream', () => {
  const head = (pieces: string[]) => JSON.parse(pieces.join('').split('\0')[0] ?? '') as unknown
  const text = (pieces: string[]) => pieces.join('').split('\0').at(-1)

  test('streams plain text', async () => {
    const { pieces } = await run('live-stream', ask('Why is the sky blue?'))
    expect(head(pieces)).toEqual({
      statusCode: 200,
      headers: { 'content-type': 'text/plain; charset=utf-8' },
    })
    expect(text(pieces)).toMatch(/^Air scatters short waves .* from the Sun\.$/)
    expect(pieces.length).toBeGreaterThan(5)
  })

  test('an error before the first word has its own status', async () => {
    expect(head((await run('live-stream', ask(''))).pieces)).toMatchObject({ statusCode: 400 })
    expect(
      head((await run('live-stream', ask('fail with AccessDeniedException'))).pieces),
    ).toMatchObject({ statusCode: 502 })
  })

  test('an error in mid-stream is reported at its place', async () => {
    const { pieces } = await run('live-stream', ask('Break in the middle'))
    expect(text(pieces)).toMatch(
      /^These words arrive.*\n\[the answer was interrupted: ModelStreamErrorException: .*\]\n$/,
    )
  })
})

describe('a stalled model', () => {
  const stalls = {
    match: { prompt: 'stall' },
    answer: { text: 'late', stream: { firstByteMs: 60_000 } },
  }
  let slow: typeof handlers

  beforeAll(async () => {
    slow = await startHandlers({ stalls }, { pace: 'recorded' })
  })

  afterAll(async () => {
    await slow[Symbol.asyncDispose]()
  })

  test('converse-stream gives up after READ_TIMEOUT_SEC without a byte, with a 502', async () => {
    const variables = { READ_TIMEOUT_SEC: '1' }
    const { status, body, durationMs } = await slow.run('converse-stream', ask('stall'), variables)
    expect(status).toBe(502)
    expect(body).toEqual({
      error: 'Bedrock request failed',
      detail: 'BrokenStream: The response stream ended before the message did',
    })
    expect(durationMs).toBeGreaterThan(900)
  })

  test('a function with a shorter time-out is stopped by Lambda', async () => {
    const { error } = await slow.run('live-stream', ask('stall'), {}, { timeoutSec: 1 })
    expect(error?.errorMessage).toMatch(/Task timed out after 1.00 seconds$/)
  })
})
