import { describe, expect, test } from 'vitest'
import { invoke, invokeStream } from '../support/invoke.ts'
import { sharedServer } from '../support/server.ts'
import { description, schema } from '../support/weather-tool.ts'

const server = sharedServer()

const question = 'What is the weather in Genoa?'

interface ClaudeBlock {
  type: string
  text?: string
  id?: string
  name?: string
  input?: object
}
interface ClaudeAnswer {
  content: ClaudeBlock[]
  stop_reason: string
}
interface ClaudeChunk {
  type: string
  index?: number
  content_block?: ClaudeBlock
  delta?: { type?: string; partial_json?: string; stop_reason?: string }
}

describe("Claude's native messages", () => {
  const modelId = 'us.anthropic.claude-sonnet-4-5-20250929-v1:0'
  const body = {
    anthropic_version: 'bedrock-2023-05-31',
    max_tokens: 500,
    tools: [{ name: 'get_weather', description, input_schema: schema }],
    messages: [{ role: 'user', content: question }],
  }

  test('call a tool, accept its result and end the turn', async () => {
    const first = await invoke<ClaudeAnswer>(server.runtime, modelId, body)
    expect(first.stop_reason).toBe('tool_use')
    expect(first.content.map(({ type }) => type)).toEqual(['text', 'tool_use'])
    const call = first.content[1]
    expect(call).toMatchObject({ name: 'get_weather', input: { city: 'Genoa' } })
    expect(call?.id).toMatch(/^toolu_bdrk_01[A-Za-z0-9]{22}$/)
    const second = await invoke<ClaudeAnswer>(server.runtime, modelId, {
      ...body,
      messages: [
        ...body.messages,
        { role: 'assistant', content: first.content },
        {
          role: 'user',
          content: [{ type: 'tool_result', tool_use_id: call?.id, content: '19 degrees, hazy' }],
        },
      ],
    })
    expect(second.stop_reason).toBe('end_turn')
    expect(second.content[0]?.text).toContain('19 degrees, hazy')
  })

  test.each([
    ['any', { type: 'any' }],
    ['tool', { type: 'tool', name: 'get_weather' }],
  ])('with tool_choice %s always call', async (_, tool_choice) => {
    const answer = await invoke<ClaudeAnswer>(server.runtime, modelId, {
      ...body,
      tool_choice,
      messages: [{ role: 'user', content: 'Sing.' }],
    })
    expect(answer.content.at(-1)).toMatchObject({ type: 'tool_use', name: 'get_weather' })
  })

  test('stream the input of a call in pieces of JSON', async () => {
    const chunks = await invokeStream<ClaudeChunk>(server.runtime, modelId, body)
    const start = chunks.find(({ content_block }) => content_block?.type === 'tool_use')
    expect(start?.content_block).toMatchObject({ name: 'get_weather', input: {} })
    const pieces = chunks.filter(
      ({ index, delta }) => index === start?.index && delta?.type === 'input_json_delta',
    )
    expect(pieces[0]?.delta?.partial_json).toBe('')
    expect(
      JSON.parse(pieces.map(({ delta }) => delta?.partial_json).join('')) as object,
    ).toMatchObject({ city: 'Genoa' })
    expect(chunks.find(({ type }) => type === 'message_delta')?.delta?.stop_reason).toBe('tool_use')
  })
})

interface NovaBlock {
  text?: string
  toolUse?: { toolUseId: string; name: string; input: object }
}
interface NovaAnswer {
  output: { message: { role: string; content: NovaBlock[] } }
  stopReason: string
}
interface NovaChunk {
  contentBlockStart?: { start: { toolUse?: { name: string } }; contentBlockIndex: number }
  contentBlockDelta?: {
    delta: { text?: string; toolUse?: { input: string } }
    contentBlockIndex: number
  }
  messageStop?: { stopReason: string }
}

describe("Nova's native messages", () => {
  const modelId = 'amazon.nova-lite-v1:0'
  const body = {
    schemaVersion: 'messages-v1',
    messages: [{ role: 'user', content: [{ text: question }] }],
    toolConfig: {
      tools: [{ toolSpec: { name: 'get_weather', description, inputSchema: { json: schema } } }],
    },
  }

  test('call a tool, accept its result and end the turn', async () => {
    const first = await invoke<NovaAnswer>(server.runtime, modelId, body)
    expect(first.stopReason).toBe('tool_use')
    const { message } = first.output
    const call = message.content.find(({ toolUse }) => toolUse !== undefined)?.toolUse
    expect(call).toMatchObject({ name: 'get_weather', input: { city: 'Genoa' } })
    const second = await invoke<NovaAnswer>(server.runtime, modelId, {
      ...body,
      messages: [
        ...body.messages,
        message,
        {
          role: 'user',
          content: [
            { toolResult: { toolUseId: call?.toolUseId, content: [{ json: { degrees: 19 } }] } },
          ],
        },
      ],
    })
    expect(second.stopReason).toBe('end_turn')
    expect(second.output.message.content[0]?.text).toContain('19')
  })

  test('stream a call with its whole input in one piece', async () => {
    const chunks = await invokeStream<NovaChunk>(server.runtime, modelId, body)
    const start = chunks.find((chunk) => chunk.contentBlockStart?.start.toolUse !== undefined)
    expect(start?.contentBlockStart?.start.toolUse?.name).toBe('get_weather')
    const inputs = chunks.flatMap(({ contentBlockDelta }) =>
      contentBlockDelta?.delta.toolUse === undefined ? [] : [contentBlockDelta.delta.toolUse.input],
    )
    expect(inputs).toHaveLength(1)
    expect(JSON.parse(inputs[0] ?? '') as object).toMatchObject({ city: 'Genoa' })
    expect(chunks.find(({ messageStop }) => messageStop !== undefined)?.messageStop).toEqual({
      stopReason: 'tool_use',
    })
  })
})

interface OpenAiAnswer {
  choices: {
    finish_reason: string
    message: {
      content?: string | null
      tool_calls?: { id: string; function: { name: string; arguments: string } }[]
    }
  }[]
}

test("gpt-oss's native chat calls a function, accepts its result and stops", async () => {
  const modelId = 'openai.gpt-oss-120b-1:0'
  const body = {
    messages: [{ role: 'user', content: question }] as object[],
    tools: [
      { type: 'function', function: { name: 'get_weather', description, parameters: schema } },
    ],
  }
  const first = await invoke<OpenAiAnswer>(server.runtime, modelId, body)
  expect(first.choices[0]?.finish_reason).toBe('tool_calls')
  const message = first.choices[0]?.message
  const [call] = message?.tool_calls ?? []
  expect(JSON.parse(call?.function.arguments ?? '') as object).toMatchObject({ city: 'Genoa' })
  const second = await invoke<OpenAiAnswer>(server.runtime, modelId, {
    ...body,
    messages: [
      ...body.messages,
      { role: 'assistant', ...message },
      { role: 'tool', tool_call_id: call?.id, content: '19 degrees, hazy' },
    ],
  })
  expect(second.choices[0]?.finish_reason).toBe('stop')
  expect(second.choices[0]?.message.content).toContain('19 degrees, hazy')
})
