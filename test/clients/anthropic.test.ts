import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { AnthropicBedrock } from '@anthropic-ai/bedrock-sdk'
import { AnthropicBedrock as AnthropicBedrock0 } from 'anthropic-bedrock-sdk-0'
import { startServer } from './server.ts'

// Anthropic's docs say to stay with the client's version 0 for Claude 4.6 and earlier:
// version 1 sends an API version that only later models know on Bedrock.
const older = 'us.anthropic.claude-sonnet-4-5-20250929-v1:0'
const newer = 'us.anthropic.claude-opus-4-8'
const question = { role: 'user' as const, content: 'What is the weather in Genoa?' }
const tools = [
  {
    name: 'get_weather',
    description: 'The current weather of a city',
    input_schema: {
      type: 'object' as const,
      properties: { city: { type: 'string' } },
      required: ['city'],
    },
  },
]

let stop: () => Promise<void>
before(async () => {
  stop = await startServer()
})
after(() => stop())

// The two versions differ in their types, not in what is used here.
const clients: [version: number, model: string, create: () => AnthropicBedrock][] = [
  [1, newer, () => new AnthropicBedrock()],
  [0, older, () => new AnthropicBedrock0() as unknown as AnthropicBedrock],
]

for (const [version, model, create] of clients) {
  test(`version ${version}: messages.create answers with text, usage and a request id`, async () => {
    const client = create()
    const message = await client.messages.create({
      model,
      max_tokens: 200,
      system: 'Be brief.',
      messages: [{ role: 'user', content: 'Tell me about the harbour of Genoa.' }],
    })
    assert.equal(message.type, 'message')
    assert.equal(message.stop_reason, 'end_turn')
    assert.match(message.id, /^msg_bdrk_/)
    assert.ok(message.content[0]?.type === 'text' && message.content[0].text.includes('harbour'))
    assert.ok(message.usage.input_tokens > 0 && message.usage.output_tokens > 0)
  })

  test(`version ${version}: messages.stream emits text events that add up to the final message`, async () => {
    const client = create()
    const stream = client.messages.stream({
      model,
      max_tokens: 200,
      messages: [{ role: 'user', content: 'Tell me about the harbour of Genoa.' }],
    })
    let text = ''
    stream.on('text', (piece) => {
      text += piece
    })
    const message = await stream.finalMessage()
    assert.ok(text.includes('harbour'))
    assert.equal(await stream.finalText(), text)
    assert.equal(message.stop_reason, 'end_turn')
    assert.ok(message.usage.output_tokens > 0)
  })

  test(`version ${version}: create with stream: true iterates over Anthropic’s events`, async () => {
    const client = create()
    const events = await client.messages.create({
      model,
      max_tokens: 200,
      messages: [question],
      stream: true,
    })
    const types: string[] = []
    for await (const { type } of events) if (types.at(-1) !== type) types.push(type)
    assert.deepEqual(types, [
      'message_start',
      'content_block_start',
      'content_block_delta',
      'content_block_stop',
      'message_delta',
      'message_stop',
    ])
  })

  for (const streams of [false, true]) {
    test(`version ${version}: a tool loop ends with an answer${streams ? ', streamed' : ''}`, async () => {
      const client = create()
      const ask = (messages: Parameters<typeof client.messages.stream>[0]['messages']) =>
        streams
          ? client.messages.stream({ model, max_tokens: 500, tools, messages }).finalMessage()
          : client.messages.create({ model, max_tokens: 500, tools, messages })
      const first = await ask([question])
      assert.equal(first.stop_reason, 'tool_use')
      const call = first.content.find((block) => block.type === 'tool_use')
      assert.deepEqual(call?.input, { city: 'Genoa' })
      const second = await ask([
        question,
        { role: 'assistant', content: first.content },
        {
          role: 'user',
          content: [
            { type: 'tool_result', tool_use_id: call?.id ?? '', content: 'hazy, 19 degrees' },
          ],
        },
      ])
      assert.equal(second.stop_reason, 'end_turn')
      assert.ok(second.content[0]?.type === 'text' && second.content[0].text.includes('hazy'))
    })
  }

  test(`version ${version}: thinking comes before the text, with a signature`, async () => {
    const client = create()
    const message = await client.messages
      .stream({
        model,
        max_tokens: 4000,
        thinking: version === 0 ? { type: 'enabled', budget_tokens: 1024 } : { type: 'adaptive' },
        messages: [question],
      })
      .finalMessage()
    assert.deepEqual(
      message.content.map(({ type }) => type),
      ['thinking', 'text'],
    )
    assert.ok(message.content[0]?.type === 'thinking' && message.content[0].signature.length > 100)
  })

  test(`version ${version}: an image is accepted`, async () => {
    const client = create()
    const data =
      'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='
    const message = await client.messages.create({
      model,
      max_tokens: 200,
      messages: [
        {
          role: 'user',
          content: [
            { type: 'image', source: { type: 'base64', media_type: 'image/png', data } },
            { type: 'text', text: 'What is on the picture of the lighthouse?' },
          ],
        },
      ],
    })
    assert.ok(message.content[0]?.type === 'text' && message.content[0].text.includes('lighthouse'))
  })
}

test('a structured answer follows its schema', async () => {
  const message = await new AnthropicBedrock0().messages.create({
    model: older,
    max_tokens: 500,
    messages: [{ role: 'user', content: 'Describe Genoa.' }],
    output_config: {
      format: {
        type: 'json_schema',
        schema: {
          type: 'object',
          properties: { city: { type: 'string' }, inhabitants: { type: 'integer' } },
          required: ['city', 'inhabitants'],
          additionalProperties: false,
        },
      },
    },
  })
  assert.ok(message.content[0]?.type === 'text')
  const value = JSON.parse(message.content[0].text) as { city: unknown; inhabitants: unknown }
  assert.equal(typeof value.city, 'string')
  assert.ok(Number.isInteger(value.inhabitants))
})

test("errors are raised as the client's own classes", async () => {
  await assert.rejects(
    new AnthropicBedrock().messages.create({
      model: 'nobody.knows-this-v1:0',
      max_tokens: 9,
      messages: [question],
    }),
    (error: unknown) =>
      error instanceof AnthropicBedrock.BadRequestError &&
      error.status === 400 &&
      error.message.includes('The provided model identifier is invalid.'),
  )
})

test('version 1 is rejected by Claude 4.6 and earlier, which do not know its API version', async () => {
  const call = new AnthropicBedrock().messages.create({
    model: older,
    max_tokens: 9,
    messages: [question],
  })
  await assert.rejects(call, /400 anthropic_version: Input should be 'bedrock-2023-05-31'/)
})
