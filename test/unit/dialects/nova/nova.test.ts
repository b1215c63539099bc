import { describe, expect, test } from 'vitest'
import { dialect } from '../../../../server/dialects/nova/nova.ts'
import type { Json } from '../../../../server/json.ts'
import { answer, streamed, targetOf, tokensOf } from '../../../support/dialect-target.ts'

const model = 'amazon.nova-lite-v1:0'
const messages = [{ role: 'user', content: [{ text: 'Where is Rome?' }] }]
const to = targetOf(dialect, model, { messages })
const usage = {
  inputTokens: 12,
  outputTokens: 6,
  cacheReadInputTokens: 3,
  cacheWriteInputTokens: 0,
}

describe('a Nova request in the neutral form', () => {
  test('parameters by their own names and by their aliases', () => {
    const limits = { maxTokens: 50, topP: 0.5, topK: 20 }
    for (const inferenceConfig of [
      { maxTokens: 50, topP: 0.5, topK: 20 },
      { max_new_tokens: 50, top_p: 0.5, top_k: 20 },
    ])
      expect(dialect.read({ messages, inferenceConfig }, model)).toMatchObject(limits)
  })

  test('system, tools, calls, results, media and effort', () => {
    const schema = { type: 'object', properties: {} }
    const image = { format: 'png', source: { bytes: 'iVBO' } }
    const toolUse = { toolUseId: 'a', name: 'find', input: { city: 'Rome' } }
    const toolResult = { toolUseId: 'a', content: [{ json: { found: true } }], status: 'success' }
    const toolSpec = { name: 'find', description: 'Finds.', inputSchema: { json: schema } }
    expect(
      dialect.read(
        {
          schemaVersion: 'messages-v1',
          system: [{ text: 'Be brief.' }, { cachePoint: { type: 'default' } }],
          messages: [
            { role: 'user', content: [{ image }, { text: 'Find it.' }] },
            { role: 'assistant', content: [{ toolUse }] },
            { role: 'user', content: [{ toolResult }] },
          ],
          toolConfig: {
            tools: [{ toolSpec }, { systemTool: { name: 'nova_grounding' } }],
            toolChoice: { any: {} },
          },
          reasoningConfig: { type: 'enabled', maxReasoningEffort: 'low' },
        },
        model,
      ),
    ).toEqual({
      kind: 'chat',
      system: [{ text: 'Be brief.' }, { cachePoint: { type: 'default' } }],
      messages: [
        { role: 'user', content: [{ image }, { text: 'Find it.' }] },
        { role: 'assistant', content: [{ toolUse }] },
        { role: 'user', content: [{ toolResult }] },
      ],
      tools: [{ name: 'find', description: 'Finds.', schema }],
      systemTools: ['nova_grounding'],
      toolChoice: { any: {} },
      stopSequences: [],
      reasoning: { effort: 'low' },
    })
  })

  const pdf = { document: { format: 'pdf', name: 'a', source: { bytes: 'JVBE' } } }

  test.each<[Json, string]>([
    [{}, '#: required key [messages] not found'],
    [{ messages, max_tokens: 5 }, '#: extraneous key [max_tokens] is not permitted'],
    [
      { messages, inferenceConfig: { topP: 2 } },
      '#/inferenceConfig/topP: 2 is not less or equal to 1',
    ],
    [
      { messages: [{ role: 'user', content: [{ inputText: 'Hi' }] }] },
      '#/messages/0/content/0: required key [toolUse] not found',
    ],
    [
      {
        messages: [{ role: 'user', content: [{ toolResult: { toolUseId: 'a', content: [pdf] } }] }],
      },
      '#/messages/0/content/0: extraneous key [toolResult] is not permitted',
    ],
  ])('%j is rejected', (body, violation) => {
    expect(() => dialect.read(body, model)).toThrow(
      `Malformed input request: ${violation}, please reformat your input and try again.`,
    )
  })
})

describe('a Nova answer', () => {
  const call = { toolUse: { toolUseId: 'a', name: 'find', input: { city: 'Rome' } } }
  const reply = answer([{ text: 'In Italy.' }, call, call], { stopReason: 'tool_use', usage })

  test('has all keys, and round-trips', () => {
    const body = dialect.body(reply, to)
    expect(JSON.stringify(body)).toBe(
      '{"output":{"message":{"content":[{"text":"In Italy."},{"toolUse":{"name":"find","toolUseId":"a","input":{"city":"Rome"}}},{"toolUse":{"name":"find","toolUseId":"a","input":{"city":"Rome"}}}],"role":"assistant"}},"stopReason":"tool_use","usage":{"inputTokens":12,"outputTokens":6,"totalTokens":21,"cacheReadInputTokenCount":3,"cacheWriteInputTokenCount":0}}',
    )
    expect(dialect.parse(body)).toEqual(reply)
  })

  test('a missing id becomes a UUID', () => {
    const open = { toolUse: { toolUseId: '', name: 'find', input: {} } }
    expect(dialect.body(answer([open]), to)).toHaveProperty(
      'output.message.content.0.toolUse.toolUseId',
      expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/),
    )
  })

  test('streams every piece of text as a separate block, and skips an index after a call', () => {
    const chunks = streamed(dialect, reply, to)
    const indexes = chunks.map((chunk) => {
      const [kind = '', value] = Object.entries(chunk)[0] ?? []
      return `${kind} ${String(Object(value).contentBlockIndex ?? '')}`.trim()
    })
    expect(indexes).toEqual([
      'messageStart',
      ...[0, 1, 2].flatMap((at) => [`contentBlockDelta ${at}`, `contentBlockStop ${at}`]),
      ...[3, 5].flatMap((at) => [
        `contentBlockStart ${at}`,
        `contentBlockDelta ${at}`,
        `contentBlockStop ${at}`,
      ]),
      'messageStop',
      'metadata',
    ])
    expect(chunks.at(-1)).toMatchObject({
      metadata: {
        usage: { inputTokens: 12, outputTokens: 6, cacheReadInputTokenCount: 3 },
        metrics: {},
        trace: {},
      },
    })
    expect(dialect.join?.(chunks)).toEqual(reply)
    expect(tokensOf(dialect, reply, to)).toBe(6)
  })

  test('reasoning, citations and results of its own tools are read from a stream', () => {
    const web = { location: { web: { url: 'https://example.com', domain: 'example.com' } } }
    const whole = answer(
      [
        { reasoningContent: { reasoningText: { text: 'Think hard', signature: 'c2ln' } } },
        { reasoningContent: { redactedContent: 'b3BhcXVl' } },
        { toolUse: { toolUseId: 'b', name: 'code', input: {}, type: 'server_tool_use' } },
        { toolResult: { toolUseId: 'b', content: [{ json: { exitCode: 0 } }], status: 'success' } },
        { text: 'So:' },
        { citationsContent: { content: [{ text: 'Rome it is.' }], citations: [web] } },
      ],
      { usage },
    )
    expect(dialect.join?.(streamed(dialect, whole, to))).toEqual(whole)
    expect(dialect.parse(dialect.body(whole, to))).toEqual(whole)
  })
})
