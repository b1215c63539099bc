import { afterAll, beforeAll, expect, test } from 'vitest'
import { startBedrock } from '../../server/index.ts'
import type { Bedrock } from '../../server/index.ts'

let server: Bedrock
beforeAll(async () => {
  server = await startBedrock({ mode: 'replay', fixtures: [] })
})
afterAll(() => server.close())

const ask = (
  body: object | string,
  path = '/v1/chat/completions',
  headers: Record<string, string> = {},
) => {
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  return fetch(server.url + path, { method: 'POST', body: text, headers })
}

const user = (content: string) => ({
  model: 'openai.gpt-oss-120b',
  messages: [{ role: 'user', content }],
})

test('one fixture answers whole, in chunks and through Converse, on either path', async () => {
  server.fixtures.add({
    match: { model: 'openai.gpt-oss-120b-1:0', prompt: 'capital of France' },
    answer: {
      content: [
        { reasoningContent: { reasoningText: { text: 'Easy.' } } },
        { text: 'Paris is the capital.' },
      ],
      usage: { inputTokens: 9, outputTokens: 7 },
    },
  })
  const whole = await ask(user('capital of France?'))
  expect(whole.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/)
  const body = (await whole.json()) as { created: number; id: string }
  expect(body).toEqual({
    choices: [
      {
        finish_reason: 'stop',
        index: 0,
        logprobs: null,
        message: {
          content: 'Paris is the capital.',
          reasoning: 'Easy.',
          refusal: null,
          role: 'assistant',
        },
      },
    ],
    created: body.created,
    id: body.id,
    model: 'openai.gpt-oss-120b',
    object: 'chat.completion',
    service_tier: 'default',
    usage: { completion_tokens: 7, prompt_tokens: 9, total_tokens: 16 },
  })
  expect(body.id).toMatch(/^chatcmpl-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)
  expect(Math.abs(body.created - Date.now() / 1000)).toBeLessThan(60)

  const runtime = { ...user('capital of France?'), model: 'openai.gpt-oss-120b-1:0' }
  const other = await (await ask(runtime, '/openai/v1/chat/completions')).json()
  expect(other).toMatchObject({
    choices: [{ message: { content: '<reasoning>Easy.</reasoning>Paris is the capital.' } }],
  })

  for (let call = 0; call < 2; call++) {
    const stream = await ask({
      ...user('capital of France?'),
      stream: true,
      stream_options: { include_usage: true },
    })
    expect(stream.headers.get('content-type')).toBe('text/event-stream')
    const events = (await stream.text()).split('\n\n').filter((event) => event !== '')
    expect(events.at(-1)).toBe('data: [DONE]')
    const chunks = events
      .slice(0, -1)
      .map((event) => JSON.parse(event.slice('data: '.length)) as Chunk)
    expect(new Set(chunks.map(({ id }) => id)).size).toBe(1)
    const deltas = chunks.flatMap(({ choices }) => choices.map(({ delta }) => delta))
    expect(deltas[0]).toEqual({ content: '', role: 'assistant' })
    expect(deltas.map(({ content = '' }) => content).join('')).toBe('Paris is the capital.')
    expect(deltas.map(({ reasoning = '' }) => reasoning).join('')).toBe('Easy.')
    expect(chunks.at(-2)?.choices[0]).toEqual({ delta: {}, finish_reason: 'stop', index: 0 })
    expect(chunks.at(-1)).toMatchObject({ choices: [], usage: { total_tokens: 16 } })
  }
})

interface Chunk {
  id: string
  choices: { delta: { content?: string; reasoning?: string }; finish_reason: string | null }[]
}

test.each([
  ['no model', { messages: [] }, 400, 'validation_error', "Missing required parameter: 'model'."],
  [
    'an unknown model',
    { ...user('Hi'), model: 'openai.nope' },
    404,
    'not_found_error',
    "The model 'openai.nope' does not exist",
  ],
  [
    'a model of another API',
    { ...user('Hi'), model: 'anthropic.claude-haiku-4-5' },
    400,
    'validation_error',
    "The model 'anthropic.claude-haiku-4-5' does not support the '/v1/chat/completions' API",
  ],
  [
    'more tokens than the model supports',
    { ...user('Hi'), model: 'amazon.nova-lite-v1:0', max_tokens: 10_001 },
    400,
    'validation_error',
    'max_tokens is too large: 10001. This model supports at most 10000 completion tokens, whereas you provided 10001.',
  ],
  [
    'a truncated body',
    '{"model":',
    400,
    'validation_error',
    'Failed to parse the request body as JSON',
  ],
  [
    'no fixture',
    user('Who are you?'),
    404,
    'fixture_not_found',
    expect.stringContaining('No fixture matches ChatCompletions to openai.gpt-oss-120b.'),
  ],
])('rejects as OpenAI does: %s', async (_name, body, status, code, message) => {
  const response = await ask(body)
  expect(response.status).toBe(status)
  expect(await response.json()).toEqual({
    error: { code, message, param: null, type: 'invalid_request_error' },
  })
})

test("an error in mid-stream has OpenAI's format, and replaces the end of the stream", async () => {
  const response = await ask({ ...user('capital of France?'), stream: true }, undefined, {
    'x-bedrock-local-fault': 'ThrottlingException;after=99',
  })
  const events = (await response.text()).split('\n\n').filter((event) => event !== '')
  expect(events.at(-1)).toContain('"code":"rate_limit_exceeded"')
  expect(events).not.toContain('data: [DONE]')
})

test('with strict models, each host accepts only its own names on its own paths', async () => {
  await using strict = await startBedrock({ mode: 'mock', fixtures: [], strictModels: true })
  const call = async (path: string, model: string) => {
    const body = JSON.stringify({ ...user('Hi'), model })
    const response = await fetch(strict.url + path, { method: 'POST', body })
    return [response.status, await response.json()]
  }
  const mantle = '/v1/chat/completions'
  const runtime = '/openai/v1/chat/completions'
  expect(await call(mantle, 'openai.gpt-oss-20b')).toMatchObject([200, {}])
  expect(await call(runtime, 'openai.gpt-oss-20b-1:0')).toMatchObject([200, {}])
  const unknown = "The model 'openai.gpt-oss-20b-1:0' does not exist"
  expect(await call(mantle, 'openai.gpt-oss-20b-1:0')).toMatchObject([
    404,
    { error: { message: unknown } },
  ])
  const route = "model `xai.grok-4.3` isn't supported on this route"
  expect(await call(mantle, 'xai.grok-4.3')).toMatchObject([400, { error: { message: route } }])
  expect(await call(runtime, 'openai.gpt-5.6-sol')).toEqual([
    400,
    { message: expect.stringContaining('with on-demand throughput isn’t supported') },
  ])
})

test.each([
  ['GET', '/v1/nothing', undefined, 404, ''],
  ['GET', '/openai/v1/models', undefined, 404, '<UnknownOperationException/>'],
  [
    'POST',
    '/openai/v1/embeddings',
    'application/json',
    200,
    '{"Output":{"__type":"com.amazon.coral.service#UnknownOperationException"},"Version":"1.0"}',
  ],
])('%s %s is answered as its host does', async (method, path, type, status, body) => {
  const headers: Record<string, string> = type === undefined ? {} : { 'content-type': type }
  const response = await fetch(server.url + path, { method, headers })
  expect([response.status, await response.text()]).toEqual([status, body])
})
