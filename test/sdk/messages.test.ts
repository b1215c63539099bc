import Anthropic from '@anthropic-ai/sdk'
import { AnthropicBedrockMantle } from '@anthropic-ai/bedrock-sdk'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startBedrock } from '../../server/index.ts'
import type { Bedrock } from '../../server/index.ts'

let server: Bedrock
beforeAll(async () => {
  server = await startBedrock({ mode: 'mock', fixtures: [] })
})
afterAll(() => server.close())

const opus = 'anthropic.claude-opus-4-8'
const optionsFor = (session: string) => ({
  baseURL: `${server.url}/anthropic`,
  defaultHeaders: { 'x-bedrock-local-session': session },
})

const clients: readonly [name: string, make: (session: string) => Pick<Anthropic, 'messages'>][] = [
  ['Anthropic', (session) => new Anthropic({ ...optionsFor(session), apiKey: 'key' })],
  [
    'AnthropicBedrockMantle with a key',
    (session) =>
      new AnthropicBedrockMantle({ ...optionsFor(session), awsRegion: 'us-east-1', apiKey: 'key' }),
  ],
  [
    'AnthropicBedrockMantle with a signature',
    (session) =>
      new AnthropicBedrockMantle({
        ...optionsFor(session),
        awsRegion: 'us-east-1',
        awsAccessKey: 'test',
        awsSecretAccessKey: 'test',
      }),
  ],
]

const plain = (session: string) => new Anthropic({ ...optionsFor(session), apiKey: 'key' }).messages

const user = (content: string) => ({
  model: opus,
  max_tokens: 2000,
  messages: [{ role: 'user' as const, content }],
})

const schema = {
  type: 'object' as const,
  properties: { city: { type: 'string' } },
  required: ['city'],
  additionalProperties: false,
}
const weather = { name: 'weather', description: 'The weather in a city', input_schema: schema }

const refusalOf = (call: Promise<unknown>) =>
  call.then(
    () => undefined,
    (error: unknown) => error,
  )

test.each(clients)('%s: a question, a stream, a count and a tool', async (_name, make) => {
  const { messages } = make('each')
  const answer = await messages.create(user('What is the capital of Italy?'))
  expect(answer).toMatchObject({
    id: expect.stringMatching(/^msg_bdrk_[a-z2-7]{52}$/),
    model: 'claude-opus-4-8',
    content: [{ text: expect.stringContaining('Rome') }],
    stop_reason: 'end_turn',
  })
  const streamed = await messages.stream(user('What is the capital of Italy?')).finalMessage()
  const { output_tokens } = answer.usage
  expect(streamed).toMatchObject({ content: answer.content, usage: { output_tokens } })
  const { max_tokens: _, ...question } = user('What is the capital of Italy?')
  expect(await messages.countTokens(question)).toEqual({ input_tokens: answer.usage.input_tokens })

  const toolQuestion = user('What is the weather in Rome?')
  const called = await messages.create({ ...toolQuestion, tools: [weather] })
  expect(called.stop_reason).toBe('tool_use')
  const call = called.content.find((block) => block.type === 'tool_use')
  expect(call).toMatchObject({ name: 'weather', input: { city: 'Rome' } })
  const answered = await messages.create({
    ...toolQuestion,
    tools: [weather],
    messages: [
      ...toolQuestion.messages,
      { role: 'assistant', content: called.content },
      {
        role: 'user',
        content: [{ type: 'tool_result', tool_use_id: call?.id ?? '', content: '21 °C' }],
      },
    ],
  })
  expect(answered.content).toMatchObject([{ text: expect.stringContaining('21') }])
})

test('thinking with its signature, and structured output', async () => {
  const messages = plain('thinking')
  const thought = await messages
    .stream({ ...user('What is 2 + 2?'), thinking: { type: 'adaptive' } })
    .finalMessage()
  expect(thought.content).toMatchObject([
    { type: 'thinking', thinking: expect.any(String), signature: expect.stringMatching(/^E/) },
    { type: 'text', text: '2 + 2 = 4' },
  ])
  const format = { type: 'json_schema' as const, schema }
  const { content } = await messages.create({ ...user('Name a city.'), output_config: { format } })
  const [block] = content
  expect(JSON.parse(block?.type === 'text' ? block.text : '')).toEqual({ city: expect.any(String) })
})

test('the events of a stream, as bytes', async () => {
  server.session('bytes').fixtures.add({
    match: { prompt: 'Hi' },
    answer: { text: 'Hello there.', usage: { inputTokens: 8, outputTokens: 3 } },
  })
  const response = await fetch(`${server.url}/anthropic/v1/messages?beta=true`, {
    method: 'POST',
    headers: { 'anthropic-version': '2023-06-01', 'x-bedrock-local-session': 'bytes' },
    body: JSON.stringify({ ...user('Hi'), stream: true }),
  })
  expect(response.headers.get('content-type')).toBe('text/event-stream')
  const [start, ...rest] = (await response.text()).split('\n\n')
  expect(start).toMatch(
    /^event: message_start\ndata: \{"type":"message_start","message":\{"model":"claude-opus-4-8","id":"msg_bdrk_[a-z2-7]{52}","type":"message"/,
  )
  expect(rest).toEqual([
    'event: content_block_start\ndata: {"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}',
    'event: content_block_delta\ndata: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"Hello"}}',
    'event: content_block_delta\ndata: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":" there."}}',
    'event: content_block_stop\ndata: {"type":"content_block_stop","index":0}',
    'event: message_delta\ndata: {"type":"message_delta","delta":{"stop_reason":"end_turn","stop_sequence":null,"stop_details":null},"usage":{"output_tokens":3}}',
    'event: message_stop\ndata: {"type":"message_stop"}',
    '',
  ])
})

describe("is rejected with Anthropic's message", () => {
  test.each([
    ['an unknown model', { model: 'claude' }, 404, 'not_found_error', expect.any(String)],
    [
      'a model of another provider',
      { model: 'openai.gpt-oss-20b' },
      404,
      'not_found_error',
      expect.any(String),
    ],
    [
      'no limit',
      { max_tokens: undefined },
      400,
      'invalid_request_error',
      'max_tokens: Field required',
    ],
    [
      'more tokens than the model supports',
      { model: 'anthropic.claude-haiku-4-5', max_tokens: 64_001 },
      400,
      'invalid_request_error',
      'max_tokens: 64001 > 64000, which is the maximum allowed number of output tokens for claude-haiku-4-5-20251001',
    ],
    [
      'a member of Converse',
      { guardrailConfig: {} },
      400,
      'invalid_request_error',
      'guardrailConfig: Extra inputs are not permitted',
    ],
    [
      'a parameter that the newest version has removed',
      { temperature: 0.5 },
      400,
      'invalid_request_error',
      'temperature: Extra inputs are not permitted',
    ],
    [
      'a tool run by Anthropic',
      { tools: [{ type: 'web_search_20250305', name: 'web_search' }] },
      400,
      'invalid_request_error',
      expect.stringContaining("Input tag 'web_search_20250305' found using 'type'"),
    ],
    [
      'structured output for Sonnet 5',
      {
        model: 'anthropic.claude-sonnet-5',
        output_config: { format: { type: 'json_schema', schema } },
      },
      400,
      'invalid_request_error',
      'output_config.format: Extra inputs are not permitted',
    ],
  ])('%s', async (_name, wrong, status, type, message) => {
    const body = { ...user('Hi'), ...wrong } as Anthropic.MessageCreateParamsNonStreaming
    const error = await refusalOf(plain('refused').create(body, { timeout: 60_000 }))
    expect(error).toBeInstanceOf(
      status === 404 ? Anthropic.NotFoundError : Anthropic.BadRequestError,
    )
    expect(error).toMatchObject({
      status,
      error: {
        type: 'error',
        request_id: expect.stringMatching(/^req_/),
        error: { type, message },
      },
    })
  })

  test.each([
    [{}, 'anthropic_version: Field required'],
    [{ 'anthropic-version': '2020-01-01' }, expect.stringContaining('is not a valid version')],
  ])('headers %j', async (headers, message) => {
    const response = await fetch(`${server.url}/anthropic/v1/messages`, {
      method: 'POST',
      headers,
      body: JSON.stringify(user('Hi')),
    })
    expect(await response.json()).toMatchObject({ error: { message } })
  })
})

test('faults: what is retried, and an error in mid-stream', async () => {
  const session = server.session('faults')
  session.faults.add({ error: 'ServiceUnavailableException', times: 1 })
  await plain('faults').create(user('Hi'))
  expect(session.journal.list().map(({ status }) => status)).toEqual([529, 200])
  session.faults.add({ error: { type: 'ThrottlingException', afterEvents: 2 }, times: 1 })
  const error = await refusalOf(plain('faults').stream(user('Hi')).finalMessage())
  expect(error).toMatchObject({ error: { error: { type: 'rate_limit_error' } } })
})

test('a guardrail in headers applies on Bedrock Runtime, and is ignored on bedrock-mantle', async () => {
  const ask = async (host: string) => {
    const response = await fetch(`${server.url}/anthropic/v1/messages`, {
      method: 'POST',
      headers: {
        'anthropic-version': '2023-06-01',
        authorization: `AWS4-HMAC-SHA256 Credential=guarded/20261130/us-east-1/${host}/aws4_request`,
        'x-amzn-bedrock-guardrailidentifier': 'nothere',
        'x-amzn-bedrock-guardrailversion': '1',
      },
      body: JSON.stringify(user('Hi')),
    })
    return response.status
  }
  expect([await ask('bedrock'), await ask('bedrock-mantle')]).toEqual([400, 200])
})
