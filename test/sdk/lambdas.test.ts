import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { bundledNames, startHandlers } from '../support/handlers.ts'

const SECRET = 'tangerine-7319'
const HELLO = 'A "hello world" program shows that the tools work by printing one short message.'
const STREAMING = 'Streaming shows the first words'

let handlers: Awaited<ReturnType<typeof startHandlers>>

beforeAll(async () => {
  handlers = await startHandlers(
    {
      secret: { match: { prompt: SECRET }, answer: { text: 'Fine.' } },
      'secret recipe': {
        match: { prompt: SECRET, tools: ['save_recipe'] },
        answer: {
          content: [
            {
              toolUse: {
                name: 'save_recipe',
                input: { name: 'X', minutes: 1, ingredients: ['x'] },
              },
            },
          ],
        },
      },
      'empty answer': {
        match: { prompt: 'say nothing' },
        answer: { content: [], stopReason: 'end_turn' },
      },
    },
    { lambdas: 'bundled' },
  )
})

afterAll(async () => {
  await handlers[Symbol.asyncDispose]()
})

// Different variables need another process, so most tests share these.
const VERBOSE = { LOG_LEVEL: 'DEBUG' }
const run = (name: string, event?: unknown, variables: Record<string, string> = VERBOSE) =>
  handlers.run(name, event, variables)
const ask = (prompt: unknown) => ({ prompt })

/** An HTTP request as a function URL forwards it. */
const request = (body: string) => ({
  version: '2.0',
  rawPath: '/',
  requestContext: { http: { method: 'POST' } },
  body,
})

const MEANT_TO_FAIL = new Set(['empty-prompt.json', 'throttled.json'])

const WITHOUT_PROMPT = ['list-models', 'converse-basic', 'chat-websocket', 'choose-model']
const takePrompts = bundledNames.filter((name) => !WITHOUT_PROMPT.includes(name))

// One handler after the other: only a few idle processes are kept, and each start costs more than the calls.
describe.each(bundledNames)('%s', (name) => {
  const sample = (file: string): unknown =>
    JSON.parse(readFileSync(join('lambdas', name, 'events', file), 'utf8'))

  test('answers its default event from the bundled fixtures', async () => {
    const { error, status } = await run(name, sample('default.json'))
    expect(error).toBeUndefined()
    expect(status).toBe(['list-models', 'live-stream'].includes(name) ? undefined : 200)
  })

  test('accepts its sample events', async () => {
    for (const file of readdirSync(join('lambdas', name, 'events'))) {
      if (MEANT_TO_FAIL.has(file)) continue
      const { error, status = 200 } = await run(name, sample(file))
      expect([file, error, status]).toEqual([file, undefined, 200])
    }
  })

  if (!takePrompts.includes(name)) return

  test('keeps the prompt out of its log', async () => {
    const { log, error } = await run(name, ask(`${SECRET}, please`))
    expect(error).toBeUndefined()
    expect(log).toContain('REPORT')
    expect(log).not.toContain(SECRET)
  })

  // It answers as a stream, whose status `run` does not see.
  if (name === 'live-stream') return

  test('rejects invalid input', async () => {
    expect(await run(name, ask(''))).toMatchObject({
      status: 400,
      body: { error: '"prompt" must not be empty' },
    })
    expect(await run(name, ask(7))).toMatchObject({
      status: 400,
      body: { error: '"prompt" must be a string' },
    })
    expect(await run(name, [])).toMatchObject({
      status: 400,
      body: { error: 'The event must be a JSON object' },
    })
    expect(await run(name, request('{oops'))).toMatchObject({
      status: 400,
      body: { error: 'The request body is not valid JSON' },
    })
  })

  test('reads a question from an HTTP request', async () => {
    expect((await run(name, request(JSON.stringify(ask(SECRET))))).status).toBe(200)
  })
})

describe.each([
  ['anthropic-messages', 'by saying hello'],
  ['openai-chat', 'checks that the tools work'],
])('%s', (name, reply) => {
  test("uses the vendor's SDK, and names the class of an error", async () => {
    expect(await run(name)).toMatchObject({
      status: 200,
      body: { reply: expect.stringContaining(reply) },
    })
    expect(await run(name, { modelId: 'unknown' })).toMatchObject({
      status: 502,
      body: { detail: expect.stringMatching(/^NotFoundError: 404 .*does not exist/) },
    })
  })
})

describe('list-models', () => {
  test('returns ids and providers of the region', async () => {
    const { value } = await run('list-models')
    const { models } = value as { models: { modelId: string }[] }
    expect(models).toContainEqual({ modelId: 'amazon.nova-micro-v1:0', providerName: 'Amazon' })
    expect(Object.keys(models[0] ?? {})).toEqual(['modelId', 'providerName'])
  })

  test("an error is left to Lambda, in Lambda's format", async () => {
    const { error } = await run(
      'list-models',
      {},
      { AWS_ENDPOINT_URL_BEDROCK: 'http://127.0.0.1:1' },
    )
    expect(error).toMatchObject({ errorMessage: expect.stringContaining('ECONNREFUSED') })
  })
})

describe('converse-basic', () => {
  test('returns 200 and the text', async () => {
    expect(await run('converse-basic')).toMatchObject({ status: 200, body: HELLO })
  })

  test('returns 500 and a message naming the model and the reason', async () => {
    expect(await run('converse-basic', {}, { MODEL_ID: 'amazon.nova-nano-v1:0x' })).toMatchObject({
      status: 500,
      body: expect.stringMatching(
        /^Can't invoke 'amazon.nova-nano-v1:0x'. Reason: ValidationException: /,
      ),
    })
  })
})

describe('converse', () => {
  test('returns 200 with the reply, as JSON', async () => {
    const { value, body } = await run(
      'converse',
      ask("Describe the purpose of a 'hello world' program in one line."),
    )
    expect(value).toMatchObject({
      statusCode: 200,
      headers: { 'content-type': 'application/json' },
    })
    expect(body).toEqual({ reply: HELLO })
  })

  test('the event can set a system prompt and a model', async () => {
    const event = {
      prompt: 'What is Amazon Bedrock?',
      system: 'Answer in one short sentence.',
      modelId: 'us.amazon.nova-lite-v1:0',
    }
    expect((await run('converse', event)).body).toEqual({
      reply: 'Amazon Bedrock offers foundation models of several providers through one API.',
    })
  })

  test.each([
    'us.amazon.nova-micro-v1:0',
    'arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.amazon.nova-micro-v1:0',
    'arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-micro-v1:0',
  ])('MODEL_ID may be %s', async (MODEL_ID) => {
    expect((await run('converse', {}, { MODEL_ID })).body).toEqual({ reply: HELLO })
  })

  test('logs model, region and prompt length', async () => {
    const { log } = await run('converse', ask(SECRET))
    expect(log).toContain(
      `"message":"Calling the model","modelId":"amazon.nova-micro-v1:0","region":"us-east-1","promptLength":${SECRET.length}`,
    )
  })

  test('LOG_LEVEL=ERROR logs nothing for a successful call', async () => {
    expect((await run('converse', ask(SECRET), { LOG_LEVEL: 'ERROR' })).log).not.toContain(
      'Calling the model',
    )
  })

  test('throttled twice, it is answered the third time', async () => {
    const { status, body } = await run('converse', ask('Try again until it works'))
    expect([status, body]).toEqual([200, { reply: 'It worked the third time.' }])
  })

  test.each([
    'AccessDeniedException',
    'ThrottlingException',
    'ResourceNotFoundException',
    'ValidationException',
    'ModelTimeoutException',
  ])('returns 502 with the detail of %s', async (type) => {
    const { status, body, log } = await run('converse', ask(`fail with ${type}`))
    expect(status).toBe(502)
    expect(body).toEqual({
      error: 'Bedrock request failed',
      detail: expect.stringMatching(`^${type}: .`),
    })
    expect(log).toContain(`"message":"Bedrock request failed","reason":"${type}"`)
  })

  test('returns 502 when no server listens at the endpoint', async () => {
    const variables = { AWS_ENDPOINT_URL_BEDROCK_RUNTIME: 'http://127.0.0.1:1' }
    expect((await run('converse', {}, variables)).status).toBe(502)
  })

  test('an answer without text is an empty reply', async () => {
    expect((await run('converse', ask('say nothing'))).body).toEqual({ reply: '' })
  })

  test.each([
    ['MAX_TOKENS', 'abc', 'MAX_TOKENS must be an integer from 1 to 1000000, not "abc"'],
    ['MAX_TOKENS', '1.5', 'MAX_TOKENS must be an integer from 1 to 1000000, not "1.5"'],
    ['TEMPERATURE', '2', 'TEMPERATURE must be a number from 0 to 1, not "2"'],
    ['LOG_LEVEL', 'LOUD', 'LOG_LEVEL must be one of DEBUG, INFO, WARN, ERROR, not "LOUD"'],
  ])('%s=%s prevents the start with a message', async (name, value, errorMessage) => {
    expect((await run('converse', {}, { [name]: value })).error).toMatchObject({ errorMessage })
  })
})

describe('converse-once', () => {
  test('returns 200 with the whole reply', async () => {
    expect(await run('converse-once')).toMatchObject({
      status: 200,
      body: { reply: expect.stringContaining(STREAMING) },
    })
  })

  test('returns 500 with the error', async () => {
    expect(await run('converse-once', ask('fail with AccessDeniedException'))).toMatchObject({
      status: 500,
      body: { error: expect.stringMatching('^AccessDeniedException: .') },
    })
  })
})

describe('invoke-titan', () => {
  test('returns 200 with model, input and output', async () => {
    expect((await run('invoke-titan')).body).toEqual({
      modelId: 'amazon.titan-text-express-v1',
      inputText: "Describe the purpose of a 'hello world' program in one line.",
      outputText: expect.stringContaining('to show the basic syntax of a language'),
    })
  })

  test('returns 500 with the error', async () => {
    expect(await run('invoke-titan', ask('fail with ThrottlingException'))).toMatchObject({
      status: 500,
      body: { error: expect.stringMatching('^ThrottlingException: .') },
    })
  })
})
