import { ConverseCommand, ConverseStreamCommand } from '@aws-sdk/client-bedrock-runtime'
import type { ConverseCommandInput, Message } from '@aws-sdk/client-bedrock-runtime'
import { describe, expect, test } from 'vitest'
import { collect } from '../support/collect.ts'
import { gather } from '../support/gather.ts'
import { invoke, invokeStream } from '../support/invoke.ts'
import { sharedServer } from '../support/server.ts'

const server = sharedServer()

const claude = 'us.anthropic.claude-sonnet-4-5-20250929-v1:0'
const messages: Message[] = [{ role: 'user', content: [{ text: 'How deep is the harbour?' }] }]
const thinking = { thinking: { type: 'enabled', budget_tokens: 1024 } }

async function converse(input: ConverseCommandInput) {
  const { output, stopReason } = await server.runtime.send(new ConverseCommand(input))
  return { content: output?.message?.content ?? [], stopReason }
}

async function stream(input: ConverseCommandInput) {
  const { stream: events } = await server.runtime.send(new ConverseStreamCommand(input))
  return collect(events)
}

describe('Claude', () => {
  const request = {
    modelId: claude,
    messages,
    inferenceConfig: { maxTokens: 4000 },
    additionalModelRequestFields: thinking,
  }

  test('thinks with a signature before it answers', async () => {
    const { content, stopReason } = await converse(request)
    expect(content.map((block) => Object.keys(block))).toEqual([['reasoningContent'], ['text']])
    const thought = content[0]?.reasoningContent?.reasoningText
    expect(thought?.text).toContain('harbour')
    expect(Buffer.from(thought?.signature ?? '', 'base64').length).toBeGreaterThan(100)
    expect(stopReason).toBe('end_turn')
  })

  test("redacts its thinking for Anthropic's magic string, whole, streamed and native", async () => {
    const magic = `ANTHROPIC_MAGIC_STRING_TRIGGER_REDACTED_THINKING_${'46C9A13E'.repeat(8)}`
    const redacted = {
      ...request,
      messages: [{ role: 'user' as const, content: [{ text: magic }] }],
    }
    const { content } = await converse(redacted)
    const { redactedContent } = content[0]?.reasoningContent ?? {}
    const data = Buffer.from(redactedContent ?? []).toString()
    expect(data).toMatch(/^E[\w+/]+=*$/)
    expect(content[1]?.text).toBeTruthy()

    const [first, ...rest] = (await stream(redacted)).flatMap(
      ({ contentBlockDelta }) => contentBlockDelta?.delta ?? [],
    )
    expect(Buffer.from(first?.reasoningContent?.redactedContent ?? []).toString()).toBe(data)
    expect(rest.every(({ text }) => text !== undefined)).toBe(true)

    const native = await invoke<{ content: object[] }>(server.runtime, claude, {
      anthropic_version: 'bedrock-2023-05-31',
      max_tokens: 4000,
      messages: [{ role: 'user', content: magic }],
      ...thinking,
    })
    expect(native.content[0]).toEqual({ type: 'redacted_thinking', data })
  })

  test('does not think unless asked to', async () => {
    const { content } = await converse({ modelId: claude, messages })
    expect(content.map((block) => Object.keys(block))).toEqual([['text']])
  })

  test('streams its thinking, then one signature, then the text, without start events', async () => {
    const events = await stream(request)
    const deltas = events.flatMap(({ contentBlockDelta }) => contentBlockDelta ?? [])
    const kinds = deltas.map(({ contentBlockIndex, delta }) =>
      [
        contentBlockIndex,
        ...Object.keys(delta ?? {}),
        ...Object.keys(delta?.reasoningContent ?? {}),
      ].join(' '),
    )
    expect([...new Set(kinds)]).toEqual([
      '0 reasoningContent text',
      '0 reasoningContent signature',
      '1 text',
    ])
    expect(kinds.filter((kind) => kind.endsWith('signature'))).toHaveLength(1)
    expect(events.some(({ contentBlockStart }) => contentBlockStart !== undefined)).toBe(false)
    expect(gather(events)).toEqual((await converse(request)).content)
  })

  test('accepts its reasoning back, redacted or not, and continues', async () => {
    const { content } = await converse(request)
    const { content: next } = await converse({
      ...request,
      messages: [
        ...messages,
        {
          role: 'assistant',
          content: [
            { reasoningContent: { redactedContent: new TextEncoder().encode('sealed') } },
            ...content,
          ],
        },
        { role: 'user', content: [{ text: 'And the river?' }] },
      ],
    })
    expect(next.at(-1)?.text).toContain('river')
  })

  test('thinks before it calls a tool, and accepts both back with the result', async () => {
    const toolConfig = {
      tools: [
        {
          toolSpec: {
            name: 'depth_of_harbour',
            description: 'Depth of a harbour in metres',
            inputSchema: { json: { type: 'object', properties: { name: { type: 'string' } } } },
          },
        },
      ],
    }
    const { content } = await converse({ ...request, toolConfig })
    expect(content.flatMap((block) => Object.keys(block))).toEqual([
      'reasoningContent',
      'text',
      'toolUse',
    ])
    const { content: next } = await converse({
      ...request,
      toolConfig,
      messages: [
        ...messages,
        { role: 'assistant', content },
        {
          role: 'user',
          content: [
            {
              toolResult: {
                toolUseId: content.at(-1)?.toolUse?.toolUseId,
                content: [{ json: { metres: 15 } }],
              },
            },
          ],
        },
      ],
    })
    expect(next.at(-1)?.text).toContain('15')
  })

  test('thinks in its native messages too, whole and streamed', async () => {
    const body = {
      anthropic_version: 'bedrock-2023-05-31',
      max_tokens: 4000,
      messages: [{ role: 'user', content: 'How deep is the harbour?' }],
      ...thinking,
    }
    const answer = await invoke<{ content: { type: string; thinking?: string }[] }>(
      server.runtime,
      claude,
      body,
    )
    expect(answer.content.map(({ type }) => type)).toEqual(['thinking', 'text'])
    const chunks = await invokeStream<{ delta?: { type?: string; thinking?: string } }>(
      server.runtime,
      claude,
      body,
    )
    const types = chunks.flatMap(({ delta }) => delta?.type ?? [])
    expect([...new Set(types)]).toEqual(['thinking_delta', 'signature_delta', 'text_delta'])
    expect(chunks.map(({ delta }) => delta?.thinking ?? '').join('')).toBe(
      answer.content[0]?.thinking,
    )
    const next = await invoke<{ stop_reason: string }>(server.runtime, claude, {
      ...body,
      messages: [
        ...body.messages,
        {
          role: 'assistant',
          content: [{ type: 'redacted_thinking', data: 'c2VhbGVk' }, ...answer.content],
        },
        { role: 'user', content: 'And the river?' },
      ],
    })
    expect(next.stop_reason).toBe('end_turn')
  })
})

test('Nova 2 reasons when reasoningConfig asks for it', async () => {
  const request = { modelId: 'us.amazon.nova-2-lite-v1:0', messages }
  const { content } = await converse({
    ...request,
    additionalModelRequestFields: {
      reasoningConfig: { type: 'enabled', maxReasoningEffort: 'low' },
    },
  })
  expect(content.flatMap((block) => Object.keys(block))).toEqual(['reasoningContent', 'text'])
  expect(content[0]?.reasoningContent?.reasoningText?.signature).toBeUndefined()
  expect((await converse(request)).content.flatMap((block) => Object.keys(block))).toEqual(['text'])
})

test('gpt-oss always reasons; its stream begins with an empty string', async () => {
  const request = {
    modelId: 'openai.gpt-oss-20b-1:0',
    messages,
    additionalModelRequestFields: { reasoning_effort: 'low' },
  }
  const { content } = await converse(request)
  expect(content.flatMap((block) => Object.keys(block))).toEqual(['reasoningContent', 'text'])
  const events = await stream(request)
  expect(events[1]).toEqual({ contentBlockDelta: { contentBlockIndex: 0, delta: { text: '' } } })
  expect(events[2]).toEqual({ contentBlockStop: { contentBlockIndex: 0 } })
  expect(gather(events)).toEqual(content)
})

test('gpt-oss reasons in tags in its native chat', async () => {
  const { choices } = await invoke<{ choices: { message: { content: string } }[] }>(
    server.runtime,
    'openai.gpt-oss-20b-1:0',
    { messages: [{ role: 'user', content: 'How deep is the harbour?' }] },
  )
  expect(choices[0]?.message.content).toMatch(/^<reasoning>.+<\/reasoning>.+/s)
})

test('DeepSeek R1 sends its text before its reasoning', async () => {
  const request = { modelId: 'us.deepseek.r1-v1:0', messages }
  const { content } = await converse(request)
  expect(content.flatMap((block) => Object.keys(block))).toEqual(['text', 'reasoningContent'])
  expect(content[1]?.reasoningContent?.reasoningText?.text).toContain('harbour')
})

test.each(['moonshot.kimi-k2-thinking', 'minimax.minimax-m2'])(
  '%s reasons without being asked',
  async (modelId) => {
    const { content } = await converse({ modelId, messages })
    expect(content.flatMap((block) => Object.keys(block))).toEqual(['reasoningContent', 'text'])
  },
)

test('Qwen3 reasons only when asked', async () => {
  const ask = { modelId: 'qwen.qwen3-32b-v1:0', messages }
  const kinds = async (more: object): Promise<string[]> =>
    (await converse({ ...ask, ...more })).content.flatMap((block) => Object.keys(block))
  expect(await kinds({})).toEqual(['text'])
  const fields = { additionalModelRequestFields: { reasoning_config: 'high' } }
  expect(await kinds(fields)).toEqual(['reasoningContent', 'text'])
})

test('Kimi K2 Thinking reasons before it calls a tool, without any text in between', async () => {
  const toolSpec = {
    name: 'get_tide',
    description: 'The tide in a harbour',
    inputSchema: { json: { type: 'object', properties: { harbour: { type: 'string' } } } },
  }
  const { content } = await converse({
    modelId: 'moonshot.kimi-k2-thinking',
    messages: [{ role: 'user', content: [{ text: 'How is the tide in the harbour of Genoa?' }] }],
    toolConfig: { tools: [{ toolSpec }] },
  })
  expect(content.flatMap((block) => Object.keys(block))).toEqual(['reasoningContent', 'toolUse'])
})
