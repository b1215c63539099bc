import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { createBedrockMantle } from '@ai-sdk/amazon-bedrock/mantle'
import { AnthropicBedrockMantle } from '@anthropic-ai/bedrock-sdk'
import { ChatOpenAI } from '@langchain/openai'
import { APICallError, Output, generateText, isStepCount, streamText, tool } from 'ai'
import { z } from 'zod'
import { startServer } from './server.ts'

// OpenAI's Responses and Anthropic's Messages, through third-party clients.

const model = 'openai.gpt-5.6-luna'
const prompt = 'What is the weather in Genoa?'

let stop: () => Promise<void>
let url: string
before(async () => {
  stop = await startServer()
  url = process.env['AWS_ENDPOINT_URL_BEDROCK_RUNTIME'] ?? ''
})
after(() => stop())

const responses = (id = model) =>
  createBedrockMantle({ baseURL: `${url}/openai/v1`, apiKey: 'key' }).responses(id)

const tools = {
  get_weather: tool({
    description: 'The current weather of a city',
    inputSchema: z.object({ city: z.string() }),
    execute: async ({ city }: { city: string }) => `hazy in ${city}`,
  }),
}

test('the AI SDK calls, streams and uses a tool through Responses', async () => {
  const { text, usage } = await generateText({ model: responses(), prompt: 'Hello' })
  assert.ok(text.length > 0 && (usage.outputTokens ?? 0) > 0)

  let streamed = ''
  const { textStream } = streamText({ model: responses(), prompt: 'Hello' })
  for await (const piece of textStream) streamed += piece
  assert.equal(streamed, text)

  const { steps, text: answer } = await generateText({
    model: responses(),
    prompt,
    tools,
    stopWhen: isStepCount(3),
  })
  assert.equal(steps.length, 2)
  assert.match(answer, /hazy in Genoa/)
})

test('the AI SDK gets an object, and a typed error', async () => {
  const schema = z.object({ city: z.string() })
  const { output } = await generateText({
    model: responses(),
    prompt: 'Name a city.',
    output: Output.object({ schema }),
  })
  assert.equal(typeof output.city, 'string')
  await assert.rejects(
    generateText({ model: responses('nope'), prompt, maxRetries: 0 }),
    (error) => APICallError.isInstance(error) && error.statusCode === 404,
  )
})

test('LangChain calls and streams in both forms of Responses', async () => {
  for (const [path, id] of [
    ['/openai/v1', model],
    ['/v1', 'openai.gpt-oss-20b'],
  ]) {
    const chat = new ChatOpenAI({
      model: id,
      apiKey: 'key',
      useResponsesApi: true,
      configuration: { baseURL: `${url}${path}` },
    })
    const { text } = await chat.invoke('What is the capital of Italy?')
    assert.match(text, /Rome/)
    let streamed = ''
    for await (const piece of await chat.stream('What is the capital of Italy?'))
      streamed += piece.text
    assert.equal(streamed, text)
  }
})

test('AnthropicBedrockMantle signs, streams and counts tokens', async () => {
  process.env['ANTHROPIC_BEDROCK_MANTLE_BASE_URL'] = `${url}/anthropic`
  const { messages } = new AnthropicBedrockMantle()
  const question = {
    model: 'anthropic.claude-opus-4-8',
    messages: [{ role: 'user' as const, content: prompt }],
  }
  const stream = messages.stream({ ...question, max_tokens: 2000, thinking: { type: 'adaptive' } })
  const { content } = await stream.finalMessage()
  assert.deepEqual(
    content.map(({ type }) => type),
    ['thinking', 'text'],
  )
  const { input_tokens: counted } = await messages.countTokens(question)
  assert.ok(counted > 0)
})
