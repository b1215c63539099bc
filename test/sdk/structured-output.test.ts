import { ConverseCommand, ConverseStreamCommand } from '@aws-sdk/client-bedrock-runtime'
import type { Message } from '@aws-sdk/client-bedrock-runtime'
import { expect, test } from 'vitest'
import { collect } from '../support/collect.ts'
import { gather } from '../support/gather.ts'
import { invoke } from '../support/invoke.ts'
import { sharedServer } from '../support/server.ts'

const server = sharedServer()

const claude = 'us.anthropic.claude-sonnet-4-5-20250929-v1:0'
const schema = {
  type: 'object',
  properties: {
    city: { type: 'string' },
    inhabitants: { type: 'integer', minimum: 1 },
    coast: { type: 'string', enum: ['north', 'south'] },
    ships: {
      type: 'array',
      minItems: 2,
      items: { type: 'object', properties: { name: { type: 'string' } }, required: ['name'] },
    },
  },
  required: ['city', 'inhabitants', 'coast', 'ships'],
  additionalProperties: false,
}
const text = 'Describe the city of Genoa as data.'
const messages: Message[] = [{ role: 'user', content: [{ text }] }]

const expected = {
  city: expect.any(String),
  inhabitants: expect.any(Number),
  coast: expect.stringMatching(/^(north|south)$/),
}

function expectValid(value: unknown): void {
  expect(value).toMatchObject(expected)
  const { ships, inhabitants, ...rest } = value as {
    ships: { name: string }[]
    inhabitants: number
  }
  expect(Object.keys(rest).toSorted()).toEqual(['city', 'coast'])
  expect(ships.length).toBeGreaterThanOrEqual(2)
  expect(ships.every(({ name }) => typeof name === 'string')).toBe(true)
  expect(Number.isInteger(inhabitants) && inhabitants >= 1).toBe(true)
}

const outputConfig = {
  textFormat: {
    type: 'json_schema' as const,
    structure: { jsonSchema: { schema: JSON.stringify(schema), name: 'city' } },
  },
}

test.each([claude, 'qwen.qwen3-32b-v1:0', 'mistral.mistral-large-3-675b-instruct'])(
  'outputConfig: %s answers Converse with JSON that follows the schema',
  async (modelId) => {
    const { output } = await server.runtime.send(
      new ConverseCommand({ modelId, messages, outputConfig }),
    )
    const answer = output?.message?.content?.find((block) => block.text !== undefined)
    expectValid(JSON.parse(answer?.text ?? ''))
  },
)

test('outputConfig: ConverseStream sends the same JSON in pieces', async () => {
  const { stream } = await server.runtime.send(
    new ConverseStreamCommand({ modelId: claude, messages, outputConfig }),
  )
  const events = await collect(stream)
  expect(events.filter(({ contentBlockDelta }) => contentBlockDelta).length).toBeGreaterThan(1)
  expectValid(JSON.parse(gather(events)[0]?.text ?? ''))
})

test('outputConfig: a schema that is not JSON is rejected', async () => {
  const broken = {
    textFormat: {
      type: 'json_schema' as const,
      structure: { jsonSchema: { schema: '{', name: 'city' } },
    },
  }
  const call = server.runtime.send(
    new ConverseCommand({ modelId: claude, messages, outputConfig: broken }),
  )
  await expect(call).rejects.toMatchObject({ name: 'ValidationException' })
})

test('a forced strict tool is called with input that follows its schema', async () => {
  const { output, stopReason } = await server.runtime.send(
    new ConverseCommand({
      modelId: claude,
      messages,
      toolConfig: {
        tools: [{ toolSpec: { name: 'answer', inputSchema: { json: schema }, strict: true } }],
        toolChoice: { tool: { name: 'answer' } },
      },
    }),
  )
  expect(stopReason).toBe('tool_use')
  expectValid(output?.message?.content?.[0]?.toolUse?.input)
})

test("additionalModelRequestFields: Claude's output_config.format applies to Converse", async () => {
  const { output } = await server.runtime.send(
    new ConverseCommand({
      modelId: claude,
      messages,
      additionalModelRequestFields: {
        output_config: { format: { type: 'json_schema', schema } },
      },
    }),
  )
  expectValid(JSON.parse(output?.message?.content?.[0]?.text ?? ''))
})

test("Claude's native messages accept output_config.format", async () => {
  const { content } = await invoke<{ content: { text: string }[] }>(server.runtime, claude, {
    anthropic_version: 'bedrock-2023-05-31',
    max_tokens: 1000,
    messages: [{ role: 'user', content: text }],
    output_config: { format: { type: 'json_schema', schema } },
  })
  expectValid(JSON.parse(content[0]?.text ?? ''))
})

test.each([
  'qwen.qwen3-32b-v1:0',
  'openai.gpt-oss-20b-1:0',
  'mistral.mistral-large-3-675b-instruct',
])('native response_format: %s answers with JSON that follows the schema', async (modelId) => {
  const { choices } = await invoke<{ choices: { message: { content: string } }[] }>(
    server.runtime,
    modelId,
    {
      messages: [{ role: 'user', content: text }],
      response_format: { type: 'json_schema', json_schema: { name: 'city', schema, strict: true } },
    },
  )
  const content = choices[0]?.message.content ?? ''
  expectValid(JSON.parse(content.replace(/^<reasoning>.*<\/reasoning>/s, '')))
})

test('a model without structured output rejects outputConfig', async () => {
  const call = server.runtime.send(
    new ConverseCommand({ modelId: 'amazon.nova-lite-v1:0', messages, outputConfig }),
  )
  await expect(call).rejects.toMatchObject({
    name: 'ValidationException',
    message:
      "This model doesn't support the outputConfig field. Remove outputConfig and try again.",
  })
})
