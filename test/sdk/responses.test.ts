import OpenAI from 'openai'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startBedrock } from '../../server/index.ts'
import type { Bedrock } from '../../server/index.ts'

let server: Bedrock
beforeAll(async () => {
  server = await startBedrock({ mode: 'mock', fixtures: [] })
})
afterAll(() => server.close())

const openai = 'openai.gpt-5.6-luna'
const oss = 'openai.gpt-oss-20b'

const client = (session: string, path = '/openai/v1') =>
  new OpenAI({
    baseURL: server.url + path,
    apiKey: 'key',
    defaultHeaders: { 'x-bedrock-local-session': session },
  })

const weather = {
  type: 'function',
  name: 'weather',
  description: 'The weather in a city',
  parameters: {
    type: 'object',
    properties: { city: { type: 'string' } },
    required: ['city'],
    additionalProperties: false,
  },
  strict: true,
} as const

/** The items of an answer are valid input, though the client's types differ for items that no model here sends. */
const asInput = (output: OpenAI.Responses.ResponseOutputItem[]) =>
  output as OpenAI.Responses.ResponseInputItem[]

const refusalOf = (call: Promise<unknown>) =>
  call.then(
    () => undefined,
    (error: unknown) => error,
  )

describe.each([
  ['/openai/v1', openai],
  ['/v1', oss],
] as const)('OpenAI below %s', (path, model) => {
  test('a question, a follow-up with its context, and its items', async () => {
    const { responses } = client(`talk ${path}`, path)
    const first = await responses.create({ model, input: 'What is the capital of Italy?' })
    expect(first).toMatchObject({
      status: 'completed',
      output_text: expect.stringContaining('Rome'),
    })
    const next = await responses.create({
      model,
      input: 'Thanks.',
      previous_response_id: first.id,
    })
    expect(next.usage?.input_tokens).toBeGreaterThan(first.usage?.input_tokens ?? 0)
    expect(await responses.retrieve(next.id)).toMatchObject({ output: next.output })
    const { data } = await responses.inputItems.list(first.id)
    expect(data).toEqual([
      {
        content: [{ text: 'What is the capital of Italy?', type: 'input_text' }],
        id: expect.stringMatching(/^msg_[0-9a-f]{32}$/),
        role: 'user',
        status: 'completed',
        type: 'message',
      },
    ])
    const again = await responses.create({
      model,
      input: [{ type: 'item_reference', id: data[0]?.id ?? '' }],
      store: false,
    })
    expect(again.output_text).toBe(first.output_text)
  })

  test('the tool loop, by reference to the call and by its items', async () => {
    const { responses } = client(`tools ${path}`, path)
    const tools = [weather]
    const input = 'What is the weather in Rome?'
    const response = await responses.create({ model, input, tools })
    const call = response.output.find((item) => item.type === 'function_call')
    expect(call).toMatchObject({ name: 'weather', arguments: '{"city":"Rome"}' })
    const result = {
      type: 'function_call_output' as const,
      call_id: call?.call_id ?? '',
      output: '{"celsius":21}',
    }
    const chained = await responses.create({
      model,
      tools,
      previous_response_id: response.id,
      input: [result],
    })
    const whole = await responses.create({
      model,
      tools,
      input: [{ role: 'user', content: input }, ...asInput(response.output), result],
    })
    expect(chained.output_text).toContain('21')
    expect(whole.output_text).toBe(chained.output_text)
  })

  test('a stream, event by event', async () => {
    const { responses } = client(`stream ${path}`, path)
    const request = { model, input: 'Count from one to five.' }
    const response = await responses.create(request)
    let text = ''
    let numbers = 0
    for await (const event of await responses.create({ ...request, stream: true })) {
      expect(event.sequence_number).toBe(numbers++)
      if (event.type === 'response.output_text.delta') text += event.delta
      if (event.type === 'response.completed') expect(event.response.usage).toEqual(response.usage)
    }
    expect(text).toBe(response.output_text)
  })

  test('structured output', async () => {
    const { output_text: text } = await client('format', path).responses.create({
      model,
      input: 'Name a city.',
      text: { format: { ...weather, type: 'json_schema', schema: weather.parameters } },
    })
    expect(JSON.parse(text)).toEqual({ city: expect.any(String) })
  })

  test('a response that was deleted, is unknown, or belongs to another session', async () => {
    const { responses } = client(`deleted ${path}`, path)
    const { id } = await responses.create({ model, input: 'Hi' })
    const chain = { model, input: 'And?', previous_response_id: id }
    const unknown = path === '/v1' ? `404 Response '${id}' not found.` : '404 Response not found.'
    const other = client('another', path).responses
    expect(await refusalOf(other.create(chain))).toMatchObject({ message: unknown })
    expect(await refusalOf(other.retrieve(id))).toBeInstanceOf(OpenAI.NotFoundError)
    await responses.delete(id)
    expect(await refusalOf(responses.create(chain))).toMatchObject({ message: unknown })
    const { id: unstored } = await responses.create({ model, input: 'Hi', store: false })
    expect(await refusalOf(responses.retrieve(unstored))).toMatchObject({
      status: 404,
      code: 'not_found_error',
      message: '404 The requested resource could not be found.',
    })
  })
})

test("the client's helper that collects a stream", async () => {
  const stream = client('helper').responses.stream({ model: openai, input: 'Hello' })
  expect(await stream.finalResponse()).toMatchObject({ status: 'completed' })
})

test('encrypted reasoning is accepted in the next request', async () => {
  const session = server.session('reasoning')
  const reasoning = { reasoningContent: { reasoningText: { text: 'Easy.' } } }
  session.fixtures.add({
    match: { prompt: 'capital' },
    answer: { content: [reasoning, { text: 'Rome.' }] },
  })
  session.fixtures.add({ match: { prompt: 'Thanks' }, answer: { text: 'You are welcome.' } })
  const { responses } = client('reasoning')
  const input = [{ role: 'user' as const, content: 'The capital?' }]
  const include = ['reasoning.encrypted_content' as const]
  const { output } = await responses.create({ model: openai, input, include, store: false })
  expect(output).toMatchObject([
    { type: 'reasoning', summary: [], encrypted_content: expect.stringMatching(/^rsn_/) },
    { type: 'message', content: [{ text: 'Rome.' }] },
  ])
  const thanks = { role: 'user' as const, content: 'Thanks' }
  await responses.create({ model: openai, input: [...input, ...asInput(output), thanks] })
  const { output: summarised } = await responses.create({
    model: openai,
    input,
    reasoning: { summary: 'auto' },
  })
  expect(summarised[0]).toMatchObject({ summary: [{ text: 'Easy.', type: 'summary_text' }] })
})

test.each([
  [{ model: 'openai.nope' }, 404, "The model doesn't exist or doesn't support this API"],
  [{ input: null }, 400, "Missing required parameter: 'input'."],
  [
    { model: 'anthropic.claude-opus-4-8' },
    400,
    "The model 'anthropic.claude-opus-4-8' does not support the '/v1/responses' API",
  ],
  [{ guardrailConfig: {} }, 400, "Unknown parameter: 'guardrailConfig'."],
  [
    { max_output_tokens: 15 },
    400,
    "Invalid 'max_output_tokens': integer below minimum value. Expected a value >= 16, but got 15 instead.",
  ],
  [{ top_p: 0.5 }, 400, "Unsupported parameter: 'top_p' is not supported with this model."],
  [
    { service_tier: 'reserved' },
    400,
    "Invalid value: 'reserved'. Supported values are: 'auto', 'default', 'flex', and 'priority'.",
  ],
  [
    { stream_options: { include_obfuscation: false } },
    400,
    "The 'stream_options' parameter is only allowed when 'stream' is enabled.",
  ],
  [
    { tools: [{ type: 'code_interpreter' }] },
    400,
    "Failed to deserialize the JSON body into the target type: ?[0]: Invalid 'tools': unknown variant `code_interpreter`, expected one of `function`, `mcp`, `web_search`",
  ],
  [{ background: true }, 400, 'The background parameter is not supported.'],
  [{ previous_response_id: 'resp_x' }, 404, 'Response not found.'],
  [{ input: [{ type: 'item_reference', id: 'msg_x' }] }, 404, "Item with id 'msg_x' not found."],
])('%j is rejected', async (wrong, status, message) => {
  const body = { model: openai, input: 'Hi', ...wrong }
  const response = await fetch(`${server.url}/openai/v1/responses`, {
    method: 'POST',
    body: JSON.stringify(body),
  })
  expect({ status: response.status, body: await response.json() }).toEqual({
    status,
    body: {
      error: {
        code: status === 404 ? 'not_found_error' : 'validation_error',
        message,
        param: null,
        type: 'invalid_request_error',
      },
    },
  })
})

test('tools that the open models reject', async () => {
  const { responses } = client('choice', '/v1')
  const wrong = { model: oss, input: 'Hi', tools: [weather], tool_choice: 'none' as const }
  expect(await refusalOf(responses.create(wrong))).toMatchObject({
    message: expect.stringContaining(`does not support tool_choice '"none"' for /v1/responses API`),
  })
})

test('faults: what is retried, and an error in mid-stream', async () => {
  const session = server.session('faults')
  session.faults.add({ error: 'ThrottlingException', times: 1 })
  const { responses } = client('faults')
  await responses.create({ model: openai, input: 'Hi' })
  expect(session.journal.list().map(({ status }) => status)).toEqual([429, 200])
  session.faults.add({ error: { type: 'ServiceUnavailableException', afterEvents: 3 }, times: 1 })
  const stream = await responses.create({ model: openai, input: 'Hi', stream: true })
  const seen: string[] = []
  const error = await refusalOf(
    (async () => {
      for await (const event of stream) seen.push(event.type)
    })(),
  )
  expect(seen).toEqual(['response.created', 'response.in_progress', 'response.output_item.added'])
  expect(error).toMatchObject({ code: 'service_unavailable' })
})

test('one fixture answers in both forms', async () => {
  const session = server.session('one')
  session.fixtures.add({
    match: { prompt: 'forecast' },
    answer: {
      content: [
        { text: 'I look it up.' },
        { toolUse: { toolUseId: 'tooluse_1', name: 'weather', input: { city: 'Rome' } } },
      ],
      usage: { inputTokens: 30, outputTokens: 9, cacheReadInputTokens: 5 },
    },
  })
  const shared = [
    { text: 'I look it up.' },
    { name: 'weather', call_id: 'tooluse_1', arguments: '{"city":"Rome"}' },
  ]
  for (const [path, model] of [['/openai/v1', openai] as const, ['/v1', oss] as const]) {
    const { output, usage } = await client('one', path).responses.create({
      model,
      input: 'The forecast, please.',
      tools: [weather],
    })
    expect(usage).toMatchObject({ input_tokens: 35, input_tokens_details: { cached_tokens: 5 } })
    expect(output).toMatchObject([{ content: [shared[0]] }, shared[1]])
  }
})
