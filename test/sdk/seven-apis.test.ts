import { AnthropicBedrock, AnthropicBedrockMantle } from '@anthropic-ai/bedrock-sdk'
import {
  ConverseCommand,
  ConverseStreamCommand,
  InvokeModelCommand,
  InvokeModelWithResponseStreamCommand,
} from '@aws-sdk/client-bedrock-runtime'
import type { Message, Tool } from '@aws-sdk/client-bedrock-runtime'
import OpenAI from 'openai'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { collect } from '../support/collect.ts'
import { fixtureFolder } from '../support/fixture-folder.ts'
import {
  nothing,
  ofBlocks,
  ofChunks,
  ofCompletion,
  ofEvents,
  ofMessage,
  ofResponse,
  parsed,
} from '../support/client-answers.ts'
import type { Chunk, ClientAnswer } from '../support/client-answers.ts'
import { startServer } from '../support/server.ts'
import type { Server } from '../support/server.ts'

// One fixture, called through every API for models, with its official client.

const FIXTURE = `
match: { prompt: weather in Oslo }
answer:
  content:
    - reasoningContent: { reasoningText: { text: The tool knows., signature: sig } }
    - text: I will look.
    - toolUse: { name: weather, input: { city: Oslo } }
    - toolUse: { name: weather, input: { city: Bergen } }
  usage: { inputTokens: 21, outputTokens: 12, reasoningTokens: 4 }
`
const folder = fixtureFolder({ 'weather.yaml': FIXTURE })
let server: Server
beforeAll(async () => {
  server = await startServer({ mode: 'replay', fixtures: [folder.path] })
})
afterAll(async () => {
  await server[Symbol.asyncDispose]()
  folder[Symbol.dispose]()
})

const PROMPT = 'What is the weather in Oslo?'
const GPT = 'openai.gpt-oss-120b-1:0'
const CLAUDE = 'us.anthropic.claude-opus-4-8'
const parameters = { type: 'object' as const, properties: { city: { type: 'string' } } }

const converse = (modelId: string) => ({
  modelId,
  messages: [{ role: 'user', content: [{ text: PROMPT }] }] satisfies Message[],
  toolConfig: {
    tools: [{ toolSpec: { name: 'weather', inputSchema: { json: parameters } } }] satisfies Tool[],
  },
})

async function askConverse(modelId: string): Promise<ClientAnswer> {
  const { output, usage } = await server.runtime.send(new ConverseCommand(converse(modelId)))
  return ofBlocks(output?.message?.content ?? [], usage)
}

async function askConverseStream(modelId: string): Promise<ClientAnswer> {
  const { stream } = await server.runtime.send(new ConverseStreamCommand(converse(modelId)))
  const answer = nothing()
  const inputs = new Map<number, string>()
  for (const { contentBlockStart, contentBlockDelta, metadata } of await collect(stream)) {
    const { toolUse } = contentBlockStart?.start ?? {}
    if (toolUse) {
      answer.calls.push({ name: toolUse.name ?? '', input: undefined })
      inputs.set(contentBlockStart?.contentBlockIndex ?? 0, '')
    }
    const { delta, contentBlockIndex: index = 0 } = contentBlockDelta ?? {}
    answer.thought += delta?.reasoningContent?.text ?? ''
    answer.text += delta?.text ?? ''
    if (delta?.toolUse) inputs.set(index, (inputs.get(index) ?? '') + (delta.toolUse.input ?? ''))
    if (metadata?.usage) answer.usage = [metadata.usage.inputTokens, metadata.usage.outputTokens]
  }
  for (const [at, input] of [...inputs.values()].entries())
    answer.calls[at] = { name: answer.calls[at]?.name ?? '', input: parsed(input) }
  return answer
}

const chat = {
  messages: [{ role: 'user' as const, content: PROMPT }],
  tools: [{ type: 'function' as const, function: { name: 'weather', parameters } }],
}
const GPT_BODY = { modelId: GPT, body: JSON.stringify(chat) }

const openai = (path: string) => new OpenAI({ baseURL: server.url + path, apiKey: 'any' })

const response = {
  model: 'openai.gpt-oss-120b',
  input: PROMPT,
  reasoning: { summary: 'auto' as const },
  tools: [{ type: 'function' as const, name: 'weather', parameters, strict: false }],
}

const streamedResponse = async (path: string): Promise<ClientAnswer> =>
  ofEvents(await collect(await openai(path).responses.create({ ...response, stream: true })))

const keys = { awsRegion: 'us-east-1', awsAccessKey: 'test' }
const classic = () =>
  new AnthropicBedrock({ ...keys, awsSecretKey: 'test', baseURL: server.url }).messages
const mantle = (credentials: object = { apiKey: 'key' }) =>
  new AnthropicBedrockMantle({
    awsRegion: 'us-east-1',
    ...credentials,
    baseURL: `${server.url}/anthropic`,
  }).messages
const signing = { ...keys, awsSecretAccessKey: 'test' }

const message = {
  model: CLAUDE,
  max_tokens: 100,
  messages: [{ role: 'user' as const, content: PROMPT }],
  tools: [{ name: 'weather', input_schema: parameters }],
}

const APIS: readonly (readonly [name: string, ask: () => Promise<ClientAnswer>])[] = [
  ['Converse', () => askConverse(GPT)],
  ['Converse to Claude', () => askConverse(CLAUDE)],
  ['ConverseStream', () => askConverseStream(GPT)],
  ['ConverseStream to Claude', () => askConverseStream(CLAUDE)],
  [
    'InvokeModel',
    async () => {
      const { body } = await server.runtime.send(new InvokeModelCommand(GPT_BODY))
      return ofCompletion(JSON.parse(body.transformToString()) as OpenAI.ChatCompletion)
    },
  ],
  ['InvokeModel to Claude', async () => ofMessage(await classic().create(message))],
  [
    'InvokeModelWithResponseStream',
    async () => {
      const command = new InvokeModelWithResponseStreamCommand(GPT_BODY)
      const { body } = await server.runtime.send(command)
      const text = (bytes: Uint8Array = new Uint8Array()) => Buffer.from(bytes).toString()
      return ofChunks(
        (await collect(body)).map(({ chunk }) => JSON.parse(text(chunk?.bytes)) as Chunk),
      )
    },
  ],
  [
    'InvokeModelWithResponseStream to Claude',
    async () => ofMessage(await classic().stream(message).finalMessage()),
  ],
  ...['/v1', '/openai/v1'].flatMap((path) => [
    [
      `Chat Completions at ${path}`,
      async () =>
        ofCompletion(
          await openai(path).chat.completions.create({ model: 'openai.gpt-oss-120b', ...chat }),
        ),
    ] as const,
    [
      `Chat Completions at ${path}, streamed`,
      async () =>
        ofChunks(
          await collect(
            await openai(path).chat.completions.create({
              model: 'openai.gpt-oss-120b',
              ...chat,
              stream: true,
              stream_options: { include_usage: true },
            }),
          ),
        ),
    ] as const,
    [
      `Responses at ${path}`,
      async () => ofResponse(await openai(path).responses.create(response)),
    ] as const,
    [`Responses at ${path}, streamed`, () => streamedResponse(path)] as const,
  ]),
  ['Messages', async () => ofMessage(await mantle().create(message))],
  ['Messages, streamed', async () => ofMessage(await mantle().stream(message).finalMessage())],
]

test.each(APIS)('%s: the same text, calls, reasoning and usage', async (_name, ask) => {
  expect(await ask()).toEqual({
    thought: 'The tool knows.',
    text: 'I will look.',
    calls: [
      { name: 'weather', input: { city: 'Oslo' } },
      { name: 'weather', input: { city: 'Bergen' } },
    ],
    usage: [21, 12],
  })
})

test('reasoning tokens, if an API itemises them', async () => {
  const model = 'openai.gpt-oss-120b'
  const { usage: ofChat } = await openai('/v1').chat.completions.create({ model, ...chat })
  const { usage: ofResponses } = await openai('/openai/v1').responses.create(response)
  const { usage: ofMessages } = await mantle().create(message)
  expect([
    ofChat?.completion_tokens_details?.reasoning_tokens,
    ofResponses?.output_tokens_details.reasoning_tokens,
    ofMessages.output_tokens_details?.thinking_tokens,
  ]).toEqual([4, 4, 4])
})

test("on bedrock-mantle, Claude's thinking has a signature and no text", async () => {
  const whole = await mantle(signing).create(message)
  const streamed = await mantle(signing).stream(message).finalMessage()
  for (const { content, usage } of [whole, streamed]) {
    expect(content.slice(0, 2)).toEqual([
      { type: 'thinking', thinking: '', signature: 'sig' },
      { type: 'text', text: 'I will look.' },
    ])
    expect(usage.output_tokens).toBe(12)
  }
  expect(whole.usage.output_tokens_details).toEqual({ thinking_tokens: 4 })
})

test.each([
  ['openai.gpt-5.6-sol', {}, undefined],
  ['mistral.magistral-small-2509', {}, undefined],
  ['google.gemma-4-31b', {}, undefined],
  ['google.gemma-4-31b', { reasoning_effort: 'high' as const }, 'The tool knows.'],
  ['zai.glm-4.6', {}, 'The tool knows.'],
  ['openai.gpt-oss-120b', {}, 'The tool knows.'],
])('the reasoning of %s with %j in Chat Completions', async (model, more, thought) => {
  const { completions } = openai('/v1').chat
  const { choices } = await completions.create({ model, ...chat, ...more })
  expect(choices).toMatchObject([{ message: { content: 'I will look.' } }])
  expect(choices.map((choice) => Object(choice.message).reasoning)).toEqual([thought])
  const chunks = await collect(await completions.create({ model, ...chat, ...more, stream: true }))
  expect(ofChunks(chunks)).toMatchObject({ thought: thought ?? '', text: 'I will look.' })
})
