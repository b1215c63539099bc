import {
  ConverseCommand,
  ConverseStreamCommand,
  InvokeModelCommand,
} from '@aws-sdk/client-bedrock-runtime'
import { describe, expect, test } from 'vitest'
import { fixtureFolder } from '../support/fixture-folder.ts'
import { addGuardrail } from '../support/guardrail.ts'
import { userSays } from '../support/questions.ts'
import { sharedServer, startServer } from '../support/server.ts'

const server = sharedServer()

const COUNTS = {
  input: 'x-amzn-bedrock-input-token-count',
  output: 'x-amzn-bedrock-output-token-count',
  read: 'x-amzn-bedrock-cache-read-input-token-count',
  write: 'x-amzn-bedrock-cache-write-input-token-count',
}
const chat = [{ role: 'user', content: 'hello' }]

async function post(
  modelId: string,
  operation: string,
  body: object,
  headers: Record<string, string> = {},
) {
  const answer = await fetch(`${server.url}/model/${encodeURIComponent(modelId)}/${operation}`, {
    method: 'POST',
    body: JSON.stringify(body),
    headers,
  })
  expect(answer.status).toBe(200)
  return { headers: answer.headers, body: await answer.text() }
}

describe('usage headers of InvokeModel', () => {
  const claude = { anthropic_version: 'bedrock-2023-05-31', max_tokens: 50, messages: chat }
  test.each([
    [
      'amazon.nova-lite-v1:0',
      { messages: [{ role: 'user', content: [{ text: 'hello' }] }] },
      ['input', 'output', 'read', 'write'],
    ],
    ['us.anthropic.claude-sonnet-4-5-20250929-v1:0', claude, ['input', 'output']],
    ['anthropic.claude-3-haiku-20240307-v1:0', claude, ['input', 'output']],
    ['us.meta.llama3-3-70b-instruct-v1:0', { prompt: 'hello' }, ['input', 'output']],
    ['mistral.mistral-7b-instruct-v0:2', { prompt: 'hello' }, ['input', 'output']],
    ['cohere.command-r-v1:0', { message: 'hello' }, ['input', 'output']],
    ['ai21.jamba-1-5-mini-v1:0', { messages: chat }, ['input', 'output']],
    ['openai.gpt-oss-20b-1:0', { messages: chat }, ['input', 'output']],
    ['amazon.titan-text-express-v1', { inputText: 'hello' }, ['input', 'output']],
    ['amazon.titan-embed-text-v2:0', { inputText: 'hello' }, ['input']],
    ['cohere.embed-english-v3', { texts: ['hello'], input_type: 'search_query' }, ['input']],
    ['cohere.rerank-v3-5:0', { query: 'a', documents: ['a', 'b'], api_version: 2 }, []],
    [
      'amazon.nova-canvas-v1:0',
      {
        taskType: 'TEXT_IMAGE',
        textToImageParams: { text: 'a lamp' },
        imageGenerationConfig: { width: 320, height: 320 },
      },
      [],
    ],
  ] as const)('of %s', async (modelId, body, present) => {
    const { headers } = await post(modelId, 'invoke', body)
    expect(
      Object.entries(COUNTS)
        .filter(([, name]) => headers.has(name))
        .map(([name]) => name),
    ).toEqual(present)
    expect(headers.get('x-amzn-bedrock-invocation-latency')).toMatch(/^\d+$/)
    expect(headers.get('content-type')).toBe('application/json')
  })

  test('of Claude count the cache once it is used', async () => {
    const text = 'The keeper trims the wick. '.repeat(500)
    const { headers } = await post('us.anthropic.claude-sonnet-4-5-20250929-v1:0', 'invoke', {
      ...claude,
      system: [{ type: 'text', text, cache_control: { type: 'ephemeral' } }],
    })
    expect(headers.get(COUNTS.read)).toBe('0')
    expect(Number(headers.get(COUNTS.write))).toBeGreaterThan(1024)
  })

  test('match those of the body', async () => {
    const { headers, body } = await post(
      'us.anthropic.claude-sonnet-4-5-20250929-v1:0',
      'invoke',
      claude,
    )
    const { usage } = JSON.parse(body) as { usage: { input_tokens: number; output_tokens: number } }
    expect(headers.get(COUNTS.input)).toBe(String(usage.input_tokens))
    expect(headers.get(COUNTS.output)).toBe(String(usage.output_tokens))
  })
})

test.each([
  ['converse', 'application/json'],
  ['converse-stream', 'application/vnd.amazon.eventstream'],
  ['invoke-with-response-stream', 'application/vnd.amazon.eventstream'],
])('%s has no usage headers', async (operation, type) => {
  const { headers } = await post('amazon.nova-lite-v1:0', operation, {
    messages: [{ role: 'user', content: [{ text: 'hello' }] }],
  })
  expect([...headers.keys()].filter((name) => name.startsWith('x-amzn-bedrock'))).toEqual(
    operation.startsWith('invoke') ? ['x-amzn-bedrock-content-type'] : [],
  )
  expect(headers.get('content-type')).toBe(type)
  expect(headers.get('x-amzn-requestid')).toMatch(/^[0-9a-f]{8}-/)
})

const messages = userSays('hello')
const modelId = 'us.amazon.nova-lite-v1:0'

test('latency class and tier are returned by InvokeModel as requested', async () => {
  const answer = await server.runtime.send(
    new InvokeModelCommand({
      modelId,
      body: JSON.stringify({ messages }),
      performanceConfigLatency: 'optimized',
      serviceTier: 'priority',
    }),
  )
  expect(answer).toMatchObject({ performanceConfigLatency: 'optimized', serviceTier: 'priority' })
  const plain = await server.runtime.send(
    new InvokeModelCommand({ modelId, body: JSON.stringify({ messages }) }),
  )
  expect(plain.performanceConfigLatency).toBeUndefined()
  expect(plain.serviceTier).toBeUndefined()
})

test('Converse returns them in its body, ConverseStream in its metadata', async () => {
  const request = {
    modelId,
    messages,
    performanceConfig: { latency: 'optimized' as const },
    serviceTier: { type: 'flex' as const },
  }
  const echoed = { performanceConfig: { latency: 'optimized' }, serviceTier: { type: 'flex' } }
  expect(await server.runtime.send(new ConverseCommand(request))).toMatchObject(echoed)
  const { stream } = await server.runtime.send(new ConverseStreamCommand(request))
  let last: object | undefined
  for await (const { metadata } of stream ?? []) last = metadata
  expect(last).toMatchObject(echoed)
  const plain = await server.runtime.send(new ConverseCommand({ modelId, messages }))
  expect(plain.performanceConfig).toBeUndefined()
  expect(plain.serviceTier).toBeUndefined()
})

test('an invalid latency class is rejected as InvokeModel does', async () => {
  const call = server.runtime.send(
    new InvokeModelCommand({
      modelId,
      body: JSON.stringify({ messages }),
      performanceConfigLatency: 'hasty' as 'standard',
    }),
  )
  await expect(call).rejects.toMatchObject({
    name: 'ValidationException',
    message:
      "1 validation error detected: Value 'hasty' at 'performanceConfigLatency' failed to satisfy constraint: Member must satisfy enum value set: [standard, optimized]",
  })
})

test('with a guardrail every native body ends with its action', async () => {
  addGuardrail(server, {}, 'default')
  const guardrail = {
    'x-amzn-bedrock-guardrailidentifier': 'abcdefghijkl',
    'x-amzn-bedrock-guardrailversion': '1',
  }
  const { body } = await post(modelId, 'invoke', { messages }, guardrail)
  expect(body).toMatch(/,"amazon-bedrock-guardrailAction":"NONE"\}$/)
  const plain = await post(modelId, 'invoke', { messages })
  expect(plain.body).not.toContain('guardrail')
})

test('a guardrail in Converse is accepted by the models that support it', async () => {
  addGuardrail(server, {})
  const answer = await server.runtime.send(
    new ConverseCommand({
      modelId,
      messages,
      guardrailConfig: {
        guardrailIdentifier: 'abcdefghijkl',
        guardrailVersion: 'DRAFT',
        trace: 'enabled',
      },
    }),
  )
  expect(answer.stopReason).toBe('end_turn')
})

describe('the name of the fixture that answered', () => {
  test.each([
    ['capital of France', 'capital of France'],
    ['100 % sure', '100 %25 sure'],
    ['Titan’s 日本\n', 'Titan%E2%80%99s %E6%97%A5%E6%9C%AC%0A'],
    ['half \uD83D pair', 'half %EF%BF%BD pair'],
  ])('%j', async (name, header) => {
    const fixture = { name, match: { prompt: 'hello' }, answer: { text: 'x' } }
    using folder = fixtureFolder({ 'f.json': JSON.stringify(fixture) })
    await using named = await startServer({ fixtures: [folder.path] })
    const answer = await fetch(`${named.url}/model/amazon.nova-micro-v1:0/converse`, {
      method: 'POST',
      body: JSON.stringify({ messages: [{ role: 'user', content: [{ text: 'hello' }] }] }),
    })
    expect(answer.headers.get('x-bedrock-local-fixture')).toBe(header)
  })
})
