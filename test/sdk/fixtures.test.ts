import {
  ConverseCommand,
  ConverseStreamCommand,
  InvokeModelCommand,
  InvokeModelWithResponseStreamCommand,
} from '@aws-sdk/client-bedrock-runtime'
import type {
  InvokeModelWithResponseStreamCommandOutput,
  Message,
  Tool,
} from '@aws-sdk/client-bedrock-runtime'
import { describe, expect, test } from 'vitest'
import { collect } from '../support/collect.ts'
import { families } from '../support/families.ts'
import { fixtureFolder } from '../support/fixture-folder.ts'
import { startServer } from '../support/server.ts'

const PROMPT = 'What is the capital of France?'
const TEXT = 'Paris is the capital of France, on the Seine.'
const CAPITAL = `name: capital\nmatch: { prompt: capital of France }\nanswer: { text: "${TEXT}" }\n`

const ask = (text: string): Message[] => [{ role: 'user', content: [{ text }] }]

/** A server in replay mode: all its answers come from these files. */
async function serve(files: Record<string, string | Buffer>, given: object = {}) {
  const folder = fixtureFolder(files)
  const server = await startServer({ mode: 'replay', fixtures: [folder.path], ...given })
  return {
    ...server,
    folder,
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]()
      folder.remove()
    },
  }
}

async function nativeChunks(answer: InvokeModelWithResponseStreamCommandOutput) {
  const chunks = await collect(answer.body)
  return chunks.map(({ chunk }) => JSON.parse(new TextDecoder().decode(chunk?.bytes)) as never)
}

/** Every string in a value, wherever the family puts it. */
function textsOf(value: unknown): string {
  if (typeof value === 'string') return value
  if (typeof value !== 'object' || value === null) return ''
  return Object.values(value).map(textsOf).join('')
}

describe.each(families)('one written answer with $family', ({ modelId, body, textOf }) => {
  test('plays through all four APIs', async () => {
    await using server = await serve({ 'capital.yaml': CAPITAL })
    const { runtime } = server
    const messages = ask(PROMPT)

    const whole = await runtime.send(new ConverseCommand({ modelId, messages }))
    expect(whole.output?.message?.content).toEqual([{ text: TEXT }])
    expect(whole.stopReason).toBe('end_turn')

    const { stream } = await runtime.send(new ConverseStreamCommand({ modelId, messages }))
    const events = await collect(stream)
    expect(events.map((event) => event.contentBlockDelta?.delta?.text ?? '').join('')).toBe(TEXT)
    const { inputTokens, outputTokens, totalTokens } = whole.usage ?? {}
    expect(events.at(-1)?.metadata?.usage).toEqual({ inputTokens, outputTokens, totalTokens })

    const native = JSON.stringify(body(PROMPT))
    const plain = await runtime.send(new InvokeModelCommand({ modelId, body: native }))
    expect(textOf(JSON.parse(plain.body.transformToString()) as never).trim()).toBe(TEXT)

    const streamed = await runtime.send(
      new InvokeModelWithResponseStreamCommand({ modelId, body: native }),
    )
    const chunks = await nativeChunks(streamed)
    const text = chunks.map(textsOf).join('')
    for (const word of ['Par', 'Sei']) expect(text).toContain(word)
    expect(chunks.at(-1)).toHaveProperty('amazon-bedrock-invocationMetrics')
  })
})

describe('tool use', () => {
  const files = {
    'call.yaml': `match: { prompt: { regex: 'weather in (\\w+)' }, tools: [get_weather] }
answer: { content: [{ text: Let me look. }, { toolUse: { name: get_weather, input: { city: '{{match.1}}' } } }] }`,
    'result.yaml':
      'match: { toolResult: { name: get_weather, text: sunny } }\nanswer: { text: It is sunny. }',
  }
  const inputSchema = { json: { type: 'object', properties: { city: { type: 'string' } } } }
  const tools: Tool[] = [{ toolSpec: { name: 'get_weather', inputSchema } }]
  const question = 'How is the weather in Oslo?'

  test.each(['us.anthropic.claude-sonnet-4-5-20250929-v1:0', 'amazon.nova-lite-v1:0'])(
    'loops through Converse with %s',
    async (modelId) => {
      await using server = await serve(files)
      const toolConfig = { tools }
      const messages = ask(question)
      const first = await server.runtime.send(
        new ConverseCommand({ modelId, messages, toolConfig }),
      )
      expect(first.stopReason).toBe('tool_use')
      const use = first.output?.message?.content?.[1]?.toolUse
      expect(use).toMatchObject({ name: 'get_weather', input: { city: 'Oslo' } })
      expect(use?.toolUseId).toMatch(/^tooluse_[\w-]{22}$/)
      const toolResult = { toolUseId: use?.toolUseId ?? '', content: [{ text: 'sunny' }] }
      const next: Message[] = [
        ...messages,
        first.output?.message ?? { role: 'assistant', content: [] },
        { role: 'user', content: [{ toolResult }] },
      ]
      const second = await server.runtime.send(
        new ConverseCommand({ modelId, messages: next, toolConfig }),
      )
      expect(second.output?.message?.content).toEqual([{ text: 'It is sunny.' }])
    },
  )

  test('streams the arguments in pieces that join to JSON', async () => {
    await using server = await serve(files)
    const { stream } = await server.runtime.send(
      new ConverseStreamCommand({
        modelId: 'amazon.nova-lite-v1:0',
        messages: ask(question),
        toolConfig: { tools },
      }),
    )
    const events = await collect(stream)
    const start = events.find((event) => event.contentBlockStart !== undefined)
    expect(start?.contentBlockStart?.start?.toolUse?.name).toBe('get_weather')
    const input = events
      .map((event) => event.contentBlockDelta?.delta?.toolUse?.input ?? '')
      .join('')
    expect(JSON.parse(input)).toEqual({ city: 'Oslo' })
    expect(events.find((event) => event.messageStop)?.messageStop?.stopReason).toBe('tool_use')
  })

  test('uses the native formats of Claude and Nova', async () => {
    await using server = await serve(files)
    const claude = {
      anthropic_version: 'bedrock-2023-05-31',
      max_tokens: 100,
      messages: [{ role: 'user', content: question }],
      tools: [{ name: 'get_weather', input_schema: inputSchema.json }],
    }
    const one = await server.runtime.send(
      new InvokeModelCommand({
        modelId: 'anthropic.claude-3-haiku-20240307-v1:0',
        body: JSON.stringify(claude),
      }),
    )
    expect(JSON.parse(one.body.transformToString())).toMatchObject({
      content: [
        { type: 'text' },
        { type: 'tool_use', name: 'get_weather', input: { city: 'Oslo' } },
      ],
      stop_reason: 'tool_use',
    })
    const nova = { messages: ask(question), toolConfig: { tools } }
    const two = await server.runtime.send(
      new InvokeModelCommand({ modelId: 'amazon.nova-lite-v1:0', body: JSON.stringify(nova) }),
    )
    expect(JSON.parse(two.body.transformToString())).toMatchObject({
      output: {
        message: { content: [{ text: 'Let me look.' }, { toolUse: { name: 'get_weather' } }] },
      },
      stopReason: 'tool_use',
    })
  })
})

test('reasoning comes before the text in Converse, ConverseStream and native formats', async () => {
  const yaml = `answer:
  content:
    - reasoningContent: { reasoningText: { text: First I think., signature: c2lnbmF0dXJl } }
    - text: Then I speak.`
  await using server = await serve({ 'f.yaml': yaml })
  const modelId = 'us.anthropic.claude-sonnet-4-5-20250929-v1:0'
  const messages = ask('hi')
  const whole = await server.runtime.send(new ConverseCommand({ modelId, messages }))
  expect(whole.output?.message?.content).toEqual([
    { reasoningContent: { reasoningText: { text: 'First I think.', signature: 'c2lnbmF0dXJl' } } },
    { text: 'Then I speak.' },
  ])
  const { stream } = await server.runtime.send(new ConverseStreamCommand({ modelId, messages }))
  const deltas = (await collect(stream)).flatMap((event) => event.contentBlockDelta?.delta ?? [])
  expect(deltas.map((delta) => delta.reasoningContent?.text ?? '').join('')).toBe('First I think.')
  expect(deltas.some((delta) => delta.reasoningContent?.signature === 'c2lnbmF0dXJl')).toBe(true)
  const body = {
    anthropic_version: 'bedrock-2023-05-31',
    max_tokens: 99,
    messages: [{ role: 'user', content: 'hi' }],
  }
  const native = await server.runtime.send(
    new InvokeModelCommand({ modelId, body: JSON.stringify(body) }),
  )
  expect(JSON.parse(native.body.transformToString())).toMatchObject({
    content: [
      { type: 'thinking', thinking: 'First I think.', signature: 'c2lnbmF0dXJl' },
      { type: 'text', text: 'Then I speak.' },
    ],
  })
})

test('vectors, images and native bodies answer InvokeModel', async () => {
  await using server = await serve({
    'vector.yaml': 'answer: { embedding: [0.5, -0.5] }',
    'image.yaml': 'answer: { image: logo.png }',
    'logo.png': Buffer.from('not really a picture'),
    'native.yaml': 'match: { model: anthropic.* }\nanswer: { native: { made: [by, hand] } }',
  })
  const invoke = async (modelId: string, body: object) => {
    const answer = await server.runtime.send(
      new InvokeModelCommand({ modelId, body: JSON.stringify(body) }),
    )
    return JSON.parse(answer.body.transformToString()) as unknown
  }
  expect(await invoke('amazon.titan-embed-text-v2:0', { inputText: 'hi' })).toMatchObject({
    embedding: [0.5, -0.5],
  })
  expect(
    await invoke('amazon.nova-canvas-v1:0', {
      taskType: 'TEXT_IMAGE',
      textToImageParams: { text: 'a logo' },
    }),
  ).toMatchObject({ images: [Buffer.from('not really a picture').toString('base64')] })
  const claude = {
    anthropic_version: 'bedrock-2023-05-31',
    max_tokens: 9,
    messages: [{ role: 'user', content: 'hi' }],
  }
  expect(await invoke('anthropic.claude-3-haiku-20240307-v1:0', claude)).toEqual({
    made: ['by', 'hand'],
  })
})

test('chunks are streamed as they are written', async () => {
  const chunks = ['Pa', 'ris', ' is', ' the capital.']
  await using server = await serve({
    'f.json': JSON.stringify({ answer: { text: chunks.join(''), stream: { chunks } } }),
  })
  const { stream } = await server.runtime.send(
    new ConverseStreamCommand({ modelId: 'amazon.nova-lite-v1:0', messages: ask('hi') }),
  )
  const texts = (await collect(stream)).flatMap(
    (event) => event.contentBlockDelta?.delta?.text ?? [],
  )
  expect(texts.filter((text) => text !== '')).toEqual(chunks)
})

test('each of several texts in an answer is streamed in its own chunks', async () => {
  const content = [{ text: 'Paris' }, { toolUse: { name: 'look' } }, { text: 'Madrid' }]
  const chunks = ['Pa', 'ris', 'Mad', 'rid']
  await using server = await serve({
    'f.json': JSON.stringify({ answer: { content, stream: { chunks } } }),
  })
  const { stream } = await server.runtime.send(
    new ConverseStreamCommand({ modelId: 'amazon.nova-lite-v1:0', messages: ask('hi') }),
  )
  const texts = (await collect(stream)).flatMap(
    ({ contentBlockDelta: { contentBlockIndex, delta } = {} }) =>
      delta?.text === undefined ? [] : `${contentBlockIndex} ${delta.text}`,
  )
  expect(texts).toEqual(['0 Pa', '0 ris', '2 Mad', '2 rid'])
})

test('answers in order, separately for each client', async () => {
  await using server = await serve({ 'f.yaml': 'answers: [{ text: one }, { text: two }]' })
  const other = server.client({ credentials: { accessKeyId: 'other-test', secretAccessKey: 'x' } })
  const say = async (client = server.runtime) => {
    const command = new ConverseCommand({ modelId: 'amazon.nova-lite-v1:0', messages: ask('hi') })
    return (await client.send(command)).output?.message?.content?.[0]?.text
  }
  expect([await say(), await say(), await say(other), await say()]).toEqual([
    'one',
    'two',
    'one',
    'two',
  ])
})

test('a realistic pace is kept', async () => {
  const words = Array.from({ length: 40 }, () => 'word').join(' ')
  const stream = { firstByteMs: 200, tokensPerSecond: 80 }
  await using server = await serve(
    { 'f.json': JSON.stringify({ answer: { text: words, stream } }) },
    { pace: 'recorded' },
  )
  const began = performance.now()
  const answer = await server.runtime.send(
    new ConverseStreamCommand({ modelId: 'openai.gpt-oss-20b-1:0', messages: ask('hi') }),
  )
  const arrivals: number[] = []
  for await (const event of answer.stream ?? []) {
    if (event.contentBlockDelta?.delta?.text) arrivals.push(performance.now() - began)
  }
  // Token by token: the nth comes after 200 + n/80 s. Never early, and not too late even on a busy machine.
  for (const [at, arrived] of arrivals.entries()) expect(arrived).toBeGreaterThan(180 + at * 12)
  expect(arrivals.at(-1)).toBeLessThan(200 + (arrivals.length / 80) * 1000 + 1_500)
})
