import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { BedrockEmbeddings, ChatBedrockConverse } from '@langchain/aws'
import { AIMessageChunk, HumanMessage, SystemMessage, ToolMessage } from '@langchain/core/messages'
import { tool } from '@langchain/core/tools'
import { z } from 'zod'
import { startServer } from './server.ts'

const claude = 'us.anthropic.claude-sonnet-4-5-20250929-v1:0'
const nova = 'us.amazon.nova-lite-v1:0'

let stop: () => Promise<void>
before(async () => {
  stop = await startServer()
})
after(() => stop())

const weather = tool(({ city }) => `hazy in ${city}`, {
  name: 'get_weather',
  description: 'The current weather of a city',
  schema: z.object({ city: z.string() }),
})

for (const model of [
  claude,
  nova,
  'openai.gpt-oss-120b-1:0',
  'us.meta.llama3-3-70b-instruct-v1:0',
]) {
  test(`${model} answers and streams`, async () => {
    const chat = new ChatBedrockConverse({ model })
    const messages = [
      new SystemMessage('Be brief.'),
      new HumanMessage('Tell me about the harbour of Genoa.'),
    ]
    const answer = await chat.invoke(messages)
    assert.ok(answer.text.includes('harbour'))
    assert.ok((answer.usage_metadata?.total_tokens ?? 0) > 0)
    let whole: AIMessageChunk | undefined
    let pieces = 0
    for await (const chunk of await chat.stream(messages)) {
      pieces++
      whole = whole === undefined ? chunk : whole.concat(chunk)
    }
    assert.ok(pieces > 3)
    assert.equal(whole?.text, answer.text)
    assert.deepEqual(whole?.usage_metadata?.output_tokens, answer.usage_metadata?.output_tokens)
  })
}

for (const model of [claude, nova]) {
  test(`${model} completes a tool loop, whole and streamed`, async () => {
    const chat = new ChatBedrockConverse({ model }).bindTools([weather])
    const question = new HumanMessage('What is the weather in Genoa?')
    const first = await chat.invoke([question])
    const [call] = first.tool_calls ?? []
    assert.deepEqual(call?.args, { city: 'Genoa' })
    const result = (await weather.invoke({ ...call, type: 'tool_call' } as never)) as ToolMessage
    const second = await chat.invoke([question, first, result])
    assert.ok(second.text.includes('hazy'))
    assert.equal(second.tool_calls?.length ?? 0, 0)
    let streamed: AIMessageChunk | undefined
    for await (const chunk of await chat.stream([question])) {
      streamed = streamed === undefined ? chunk : streamed.concat(chunk)
    }
    assert.deepEqual(streamed?.tool_calls?.[0]?.args, { city: 'Genoa' })
  })

  test(`${model} returns structured output`, async () => {
    const schema = z.object({ city: z.string(), inhabitants: z.number().int() })
    const chat = new ChatBedrockConverse({ model }).withStructuredOutput(schema)
    const value = await chat.invoke('Describe Genoa.')
    assert.equal(schema.safeParse(value).success, true)
  })
}

test('Claude thinks when it is asked to', async () => {
  const chat = new ChatBedrockConverse({
    model: claude,
    maxTokens: 4000,
    additionalModelRequestFields: { thinking: { type: 'enabled', budget_tokens: 1024 } },
  })
  const answer = await chat.invoke('How deep is the harbour?')
  const types = (answer.content as { type: string }[]).map(({ type }) => type)
  assert.deepEqual(types, ['reasoning', 'text'])
  const next = await chat.invoke([
    new HumanMessage('How deep is the harbour?'),
    answer,
    new HumanMessage('And the river?'),
  ])
  assert.ok(next.text.includes('river'))
})

test('Titan embeds queries and documents', async () => {
  const embeddings = new BedrockEmbeddings({ model: 'amazon.titan-embed-text-v2:0' })
  const documents = ['Teach the puppy to sit and stay.', 'Revenue fell by four percent.']
  const [near = [], far = []] = await embeddings.embedDocuments(documents)
  const query = await embeddings.embedQuery('How do I train a puppy to sit?')
  const dot = (a: number[], b: number[]) => a.reduce((sum, x, at) => sum + x * (b[at] ?? 0), 0)
  assert.ok(dot(query, near) > dot(query, far))
})

test('an error keeps its name', async () => {
  const chat = new ChatBedrockConverse({ model: 'nobody.knows-this-v1:0', maxRetries: 0 })
  await assert.rejects(chat.invoke('hello'), { name: 'ValidationException' })
})
