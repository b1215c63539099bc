import {
  ConverseCommand,
  ConverseStreamCommand,
  CountTokensCommand,
} from '@aws-sdk/client-bedrock-runtime'
import type { InferenceConfiguration, Message } from '@aws-sdk/client-bedrock-runtime'
import { describe, expect, test } from 'vitest'
import { collect } from '../support/collect.ts'
import { gather } from '../support/gather.ts'
import { invoke } from '../support/invoke.ts'
import { sharedServer } from '../support/server.ts'

const server = sharedServer()

const claude = 'us.anthropic.claude-sonnet-4-5-20250929-v1:0'
const messages: Message[] = [{ role: 'user', content: [{ text: 'Tell me about lighthouses.' }] }]

async function converse(modelId: string, inferenceConfig: InferenceConfiguration = {}) {
  const { output, stopReason, usage } = await server.runtime.send(
    new ConverseCommand({ modelId, messages, inferenceConfig }),
  )
  return {
    text: output?.message?.content?.map(({ text }) => text ?? '').join(''),
    stopReason,
    usage,
  }
}

describe.each([
  claude,
  'amazon.nova-lite-v1:0',
  'us.meta.llama3-3-70b-instruct-v1:0',
  'cohere.command-r-v1:0',
  'ai21.jamba-1-5-mini-v1:0',
])('%s', (modelId) => {
  test('ends after maxTokens', async () => {
    const whole = await converse(modelId)
    const { text = '', stopReason, usage } = await converse(modelId, { maxTokens: 5 })
    expect(stopReason).toBe('max_tokens')
    expect(usage?.outputTokens).toBe(5)
    expect(text).not.toBe('')
    expect(whole.text?.startsWith(text)).toBe(true)
  })

  test('ends before a stop sequence, in streams too', async () => {
    const inferenceConfig = { stopSequences: ['lighthouses'] }
    const whole = await converse(modelId)
    const { text } = await converse(modelId, inferenceConfig)
    expect(whole.text).toContain('lighthouses')
    expect(text).toBe(whole.text?.slice(0, whole.text.indexOf('lighthouses')))
    const { stream } = await server.runtime.send(
      new ConverseStreamCommand({ modelId, messages, inferenceConfig }),
    )
    const events = await collect(stream)
    expect(
      gather(events)
        .map((block) => block.text)
        .join(''),
    ).toBe(text)
  })
})

test.each([claude, 'amazon.nova-lite-v1:0'])(
  '%s reports that a stop sequence ended it',
  async (modelId) => {
    expect((await converse(modelId, { stopSequences: ['lighthouses'] })).stopReason).toBe(
      'stop_sequence',
    )
  },
)

test('Claude names the stop sequence where additionalModelResponseFieldPaths asks for it', async () => {
  const request = {
    modelId: claude,
    messages,
    inferenceConfig: { stopSequences: ['lighthouses'] },
  }
  const whole = await server.runtime.send(
    new ConverseCommand({
      ...request,
      additionalModelResponseFieldPaths: ['/stop_sequence', '/no'],
    }),
  )
  expect(whole.additionalModelResponseFields).toEqual({ stop_sequence: 'lighthouses' })
  const { stream } = await server.runtime.send(
    new ConverseStreamCommand({
      ...request,
      additionalModelResponseFieldPaths: ['/delta/stop_sequence'],
    }),
  )
  const events = await collect(stream)
  expect(events.at(-2)?.messageStop).toEqual({
    stopReason: 'stop_sequence',
    additionalModelResponseFields: { delta: { stop_sequence: 'lighthouses' } },
  })
})

test('limits apply to native bodies', async () => {
  const answer = await invoke<{ stop_reason: string; stop_sequence: string | null }>(
    server.runtime,
    claude,
    {
      anthropic_version: 'bedrock-2023-05-31',
      max_tokens: 300,
      stop_sequences: ['lighthouses'],
      messages: [{ role: 'user', content: 'Tell me about lighthouses.' }],
    },
  )
  expect(answer).toMatchObject({ stop_reason: 'stop_sequence', stop_sequence: 'lighthouses' })
  const titan = await invoke<{ results: { tokenCount: number; completionReason: string }[] }>(
    server.runtime,
    'amazon.titan-text-express-v1',
    { inputText: 'Tell me about lighthouses.', textGenerationConfig: { maxTokenCount: 4 } },
  )
  expect(titan.results[0]).toMatchObject({ tokenCount: 4, completionReason: 'LENGTH' })
  const llama = await invoke<{ generation_token_count: number; stop_reason: string }>(
    server.runtime,
    'us.meta.llama3-3-70b-instruct-v1:0',
    { prompt: 'Tell me about lighthouses.', max_gen_len: 4 },
  )
  expect(llama).toMatchObject({ generation_token_count: 4, stop_reason: 'length' })
})

test.each([
  ['amazon.nova-lite-v1:0', 10_000],
  [claude, 64_000],
] as const)('more tokens than %s supports are rejected: %d', async (modelId, max) => {
  await expect(converse(modelId, { maxTokens: max + 1 })).rejects.toMatchObject({
    name: 'ValidationException',
    message: `The maximum tokens you requested exceeds the model limit of ${max}. Try again with a maximum tokens value that is lower than ${max}.`,
  })
})

describe('CountTokens', () => {
  const modelId = 'anthropic.claude-sonnet-4-20250514-v1:0'
  const native = JSON.stringify({
    anthropic_version: 'bedrock-2023-05-31',
    max_tokens: 100,
    messages: [{ role: 'user', content: 'Tell me about lighthouses.' }],
  })

  test('counts a Converse request and the same native body alike', async () => {
    const ofConverse = await server.runtime.send(
      new CountTokensCommand({ modelId, input: { converse: { messages } } }),
    )
    const ofNative = await server.runtime.send(
      new CountTokensCommand({
        modelId,
        input: { invokeModel: { body: new TextEncoder().encode(native) } },
      }),
    )
    expect(ofConverse.inputTokens).toBeGreaterThan(0)
    expect(ofNative.inputTokens).toBe(ofConverse.inputTokens)
  })

  test('counts system prompts and tools', async () => {
    const count = async (more: object) =>
      (
        await server.runtime.send(
          new CountTokensCommand({ modelId, input: { converse: { messages, ...more } } }),
        )
      ).inputTokens ?? 0
    const plain = await count({})
    expect(await count({ system: [{ text: 'Be brief.' }] })).toBeGreaterThan(plain)
    const toolConfig = {
      tools: [{ toolSpec: { name: 'lamp', inputSchema: { json: { type: 'object' } } } }],
    }
    expect(await count({ toolConfig })).toBeGreaterThan(plain + 100)
  })

  test.each(['us.anthropic.claude-sonnet-4-20250514-v1:0', 'amazon.nova-lite-v1:0'])(
    'is rejected for %s',
    async (refused) => {
      await expect(
        server.runtime.send(
          new CountTokensCommand({ modelId: refused, input: { converse: { messages } } }),
        ),
      ).rejects.toMatchObject({
        name: 'ValidationException',
        message: "The provided model doesn't support counting tokens.",
      })
    },
  )
})
