import OpenAI from 'openai'
import { bedrock as bedrockProvider } from 'openai/providers/bedrock'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { startBedrock } from '../../server/index.ts'
import type { Bedrock } from '../../server/index.ts'

// OpenAI's own client with default settings, pointed here by its base URL.

const MODEL = 'openai.gpt-oss-120b'
let server: Bedrock
let client: OpenAI

beforeAll(async () => {
  server = await startBedrock({ mode: 'replay', fixtures: [] })
  client = new OpenAI({ baseURL: `${server.url}/v1`, apiKey: 'any' })
})
afterAll(() => server.close())
beforeEach(() => server.reset())

const user = (content: string) => [{ role: 'user' as const, content }]
const ask = (prompt: string, more: object = {}) =>
  client.chat.completions.create({ model: MODEL, messages: user(prompt), ...more })

const weather: OpenAI.ChatCompletionFunctionTool = {
  type: 'function',
  function: {
    name: 'weather',
    description: 'The weather of a city',
    parameters: { type: 'object', properties: { city: { type: 'string' } } },
  },
}

describe('chat completions', () => {
  test('text, whole and streamed, with usage and reasoning', async () => {
    server.fixtures.add({
      match: { prompt: 'Paris' },
      answer: {
        content: [
          { reasoningContent: { reasoningText: { text: 'A city.' } } },
          { text: 'Paris is in France.' },
        ],
        usage: { inputTokens: 3, cacheReadInputTokens: 8, outputTokens: 5 },
      },
    })
    const answer = await ask('Paris?')
    expect(answer).toHaveProperty('_request_id', expect.stringMatching(/^[0-9a-f-]{36}$/))
    expect(answer.choices[0]?.message).toMatchObject({
      content: 'Paris is in France.',
      reasoning: 'A city.',
    })
    expect(answer.usage).toEqual({
      completion_tokens: 5,
      prompt_tokens: 11,
      prompt_tokens_details: { cached_tokens: 8 },
      total_tokens: 16,
    })
    const stream = client.chat.completions.stream({
      model: MODEL,
      messages: user('Paris?'),
      stream_options: { include_usage: true },
    })
    const final = await stream.finalChatCompletion()
    expect(final.choices[0]?.message.content).toBe('Paris is in France.')
    expect(final.choices[0]?.finish_reason).toBe('stop')
    expect(final.usage?.total_tokens).toBe(16)
    expect(server.journal.list().map(({ operation, usage }) => [operation, usage])).toEqual(
      ['ChatCompletions', 'ChatCompletionsStream'].map((name) => [
        name,
        { inputTokens: 3, outputTokens: 5, cacheReadInputTokens: 8 },
      ]),
    )
  })

  test('parallel tool calls and their results', async () => {
    server.fixtures.add({
      match: { tools: ['weather'], prompt: 'umbrella' },
      answer: {
        content: ['Oslo', 'Rome'].map((city) => ({
          toolUse: { name: 'weather', input: { city } },
        })),
      },
    })
    server.fixtures.add({
      match: { toolResult: { name: 'weather', text: 'rain' } },
      answer: { text: 'Take one to Oslo.' },
    })
    const tools = [weather]
    const whole = await ask('Do I need an umbrella?', { tools })
    const streamed = await client.chat.completions
      .stream({ model: MODEL, messages: user('Do I need an umbrella?'), tools })
      .finalChatCompletion()
    for (const { choices } of [whole, streamed]) {
      const calls = choices[0]?.message.tool_calls ?? []
      expect(choices[0]?.finish_reason).toBe('tool_calls')
      expect(calls.map((call) => call.type === 'function' && call.function)).toMatchObject([
        { name: 'weather', arguments: '{"city":"Oslo"}' },
        { name: 'weather', arguments: '{"city":"Rome"}' },
      ])
      expect(new Set(calls.map(({ id }) => id)).size).toBe(2)
    }
    const message = whole.choices[0]?.message
    const results = message?.tool_calls?.map(({ id }, at) => ({
      role: 'tool' as const,
      tool_call_id: id,
      content: at === 0 ? 'rain' : 'sun',
    }))
    const last = await client.chat.completions.create({
      model: MODEL,
      tools,
      messages: [
        ...user('Do I need an umbrella?'),
        ...(message ? [message] : []),
        ...(results ?? []),
      ],
    })
    expect(last.choices[0]?.message.content).toBe('Take one to Oslo.')
  })

  test('structured output is parsed by the client', async () => {
    server.fixtures.add({ match: { prompt: 'recipe' }, answer: { text: '{"name":"Toast"}' } })
    const schema = {
      type: 'object',
      properties: { name: { type: 'string' } },
      required: ['name'],
      additionalProperties: false,
    }
    const { choices } = await client.chat.completions.parse({
      model: MODEL,
      messages: user('A recipe'),
      response_format: {
        type: 'json_schema',
        json_schema: { name: 'recipe', strict: true, schema },
      },
    })
    expect(choices[0]?.message.parsed).toEqual({ name: 'Toast' })
  })

  test.each([
    ['max_tokens', 'length', { content: 'Cut' }],
    ['content_filtered', 'content_filter', { content: null, refusal: 'Cut' }],
    ['guardrail_intervened', 'content_filter', { content: 'Cut', refusal: null }],
  ] as const)('the stop reason %s is %s', async (stopReason, reason, message) => {
    server.fixtures.add({ answer: { text: 'Cut', stopReason } })
    const { choices } = await ask('Go')
    expect(choices[0]).toMatchObject({ finish_reason: reason, message })
  })
})

describe('errors are typed', () => {
  test('by status, and retried where the client retries', async () => {
    server.fixtures.add({
      answer: { text: 'At last.' },
      error: { type: 'ThrottlingException', times: 2 },
    })
    expect((await ask('Hi')).choices[0]?.message.content).toBe('At last.')
    expect(server.journal.list().map(({ status }) => status)).toEqual([429, 429, 200])
    await expect(ask('Hi', { model: 'openai.nope' })).rejects.toBeInstanceOf(OpenAI.NotFoundError)
    server.fixtures.add({
      match: { prompt: 'Bad' },
      error: { type: 'ValidationException', message: 'No.' },
    })
    const refused = await ask('Bad').catch((error: unknown) => error)
    expect(refused).toBeInstanceOf(OpenAI.BadRequestError)
    expect(refused).toMatchObject({ code: 'validation_error', message: '400 No.', param: null })
  })

  test('in mid-stream', async () => {
    server.fixtures.add({
      answer: { text: 'One two three four five six seven.' },
      error: { type: 'ServiceUnavailableException', afterEvents: 3 },
    })
    const read = async () => {
      let text = ''
      const stream = await client.chat.completions.create({
        model: MODEL,
        messages: user('Go'),
        stream: true,
      })
      for await (const { choices } of stream) text += choices[0]?.delta.content ?? ''
      return text
    }
    await expect(read()).rejects.toMatchObject({ code: 'service_unavailable' })
  })
})

test('lists models, files and jobs', async () => {
  const models: string[] = []
  for await (const { id } of client.models.list()) models.push(id)
  expect(models).toContain(MODEL)
  expect(models.length).toBeGreaterThan(40)
  expect(await client.models.retrieve(MODEL)).toMatchObject({ id: MODEL, object: 'model' })
  await expect(client.models.retrieve('nope')).rejects.toMatchObject({
    message: "404 The model 'nope' does not exist",
  })
  expect((await client.files.list()).data).toEqual([])
  expect((await client.fineTuning.jobs.list()).data).toEqual([])
})

test("the client's own provider for Bedrock, which always calls /openai/v1", async () => {
  server.fixtures.add({ answer: { text: 'Hello.' } })
  const own = new OpenAI({
    provider: bedrockProvider({
      baseURL: `${server.url}/openai/v1`,
      apiKey: 'any',
      region: 'us-east-1',
    }),
  })
  const { choices } = await own.chat.completions.create({ model: MODEL, messages: user('Hi') })
  expect(choices[0]?.message.content).toBe('Hello.')
})
