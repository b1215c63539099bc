import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { createAmazonBedrock } from '@ai-sdk/amazon-bedrock'
import {
  APICallError,
  Output,
  embedMany,
  generateImage,
  generateText,
  isStepCount,
  streamText,
  tool,
} from 'ai'
import { z } from 'zod'
import { startServer } from './server.ts'

const claude = 'us.anthropic.claude-sonnet-4-5-20250929-v1:0'
const nova = 'us.amazon.nova-lite-v1:0'

let stop: () => Promise<void>
let bedrock: ReturnType<typeof createAmazonBedrock>
before(async () => {
  stop = await startServer()
  bedrock = createAmazonBedrock()
})
after(() => stop())

const tools = {
  get_weather: tool({
    description: 'The current weather of a city',
    inputSchema: z.object({ city: z.string() }),
    execute: async ({ city }: { city: string }) => `hazy in ${city}`,
  }),
}

for (const model of [claude, nova, 'openai.gpt-oss-120b-1:0']) {
  test(`${model} generates and streams text`, async () => {
    const prompt = 'Tell me about the harbour of Genoa.'
    const { text, finishReason, usage } = await generateText({ model: bedrock(model), prompt })
    assert.ok(text.includes('harbour'))
    assert.equal(finishReason, 'stop')
    assert.ok((usage.outputTokens ?? 0) > 0)
    const stream = streamText({ model: bedrock(model), prompt })
    let streamed = ''
    for await (const piece of stream.textStream) streamed += piece
    assert.equal(streamed, text)
    assert.equal(await stream.finishReason, 'stop')
  })
}

for (const model of [claude, nova]) {
  test(`${model} completes a tool loop, whole and streamed`, async () => {
    const request = {
      model: bedrock(model),
      prompt: 'What is the weather in Genoa?',
      tools,
      stopWhen: isStepCount(4),
    }
    const { text, steps } = await generateText(request)
    assert.equal(steps.length, 2)
    assert.deepEqual(steps[0]?.toolCalls[0]?.input, { city: 'Genoa' })
    assert.ok(text.includes('hazy in Genoa'))
    const stream = streamText(request)
    assert.equal(await stream.text, text)
    assert.equal((await stream.steps).length, 2)
  })

  test(`${model} returns structured output`, async () => {
    const schema = z.object({ city: z.string(), inhabitants: z.number().int() })
    const { output } = await generateText({
      model: bedrock(model),
      prompt: 'Describe Genoa.',
      output: Output.object({ schema }),
    })
    assert.equal(schema.safeParse(output).success, true)
  })
}

test('Claude thinks when it is asked to', async () => {
  const { reasoningText, text } = await generateText({
    model: bedrock(claude),
    prompt: 'How deep is the harbour?',
    providerOptions: { bedrock: { reasoningConfig: { type: 'enabled', budgetTokens: 1024 } } },
  })
  assert.ok(reasoningText?.includes('harbour'))
  assert.ok(text.includes('harbour'))
})

test('Titan embeds many values', async () => {
  const { embeddings, usage } = await embedMany({
    model: bedrock.embedding('amazon.titan-embed-text-v2:0'),
    values: ['a harbour', 'a lighthouse'],
  })
  assert.deepEqual(
    embeddings.map((vector) => vector.length),
    [1024, 1024],
  )
  assert.ok(usage.tokens > 0)
})

test('Nova Canvas generates an image', async () => {
  const { image } = await generateImage({
    model: bedrock.image('amazon.nova-canvas-v1:0'),
    prompt: 'a lighthouse',
    size: '512x512',
  })
  assert.deepEqual([...image.uint8Array.subarray(1, 4)], [...Buffer.from('PNG')])
})

test('an error keeps its status and message', async () => {
  await assert.rejects(
    generateText({ model: bedrock('nobody.knows-this-v1:0'), prompt: 'hello', maxRetries: 0 }),
    (error: unknown) =>
      APICallError.isInstance(error) &&
      error.statusCode === 400 &&
      error.message.includes('The provided model identifier is invalid.'),
  )
})
