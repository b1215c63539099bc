import { expect, test } from 'vitest'
import { contentAttributes } from '../../../server/telemetry/content.ts'
import { journalOf, keptIn, textAnswer } from '../../support/exchanges.ts'

const answer = textAnswer('', {
  content: [
    { reasoningContent: { reasoningText: { text: 'Hm.' } } },
    { toolUse: { toolUseId: 't2', name: 'weather', input: { city: 'Rome' } } },
  ],
  stopReason: 'tool_use',
})

test('tools, their results and media have their own parts', () => {
  const toolUse = { toolUseId: 't1', name: 'weather', input: { city: 'Paris' } }
  const toolResult = { toolUseId: 't1', content: [{ text: 'rain' }, { json: { degrees: 12 } }] }
  const image = { format: 'png', source: { bytes: 'AAAA' } }
  const exchange = keptIn(journalOf(), {
    body: {
      messages: [
        { role: 'user', content: [{ text: 'Weather?' }, { image }] },
        { role: 'assistant', content: [{ toolUse }] },
        { role: 'user', content: [{ toolResult }] },
      ],
      toolConfig: { tools: [{ toolSpec: { name: 'weather', inputSchema: { json: {} } } }] },
    },
    answer,
  })
  const content = contentAttributes(exchange)
  expect(JSON.parse(content['gen_ai.input.messages'] ?? '')).toEqual([
    { role: 'user', parts: [{ type: 'text', content: 'Weather?' }, { type: 'image' }] },
    {
      role: 'assistant',
      parts: [{ type: 'tool_call', id: 't1', name: 'weather', arguments: { city: 'Paris' } }],
    },
    {
      role: 'tool',
      parts: [{ type: 'tool_call_response', id: 't1', response: ['rain', { degrees: 12 }] }],
    },
  ])
  expect(JSON.parse(content['gen_ai.output.messages'] ?? '')).toEqual([
    {
      role: 'assistant',
      parts: [
        { type: 'reasoning', content: 'Hm.' },
        { type: 'tool_call', id: 't2', name: 'weather', arguments: { city: 'Rome' } },
      ],
      finish_reason: 'tool_use',
    },
  ])
  expect(content).not.toHaveProperty('gen_ai.system_instructions')
})

test('other requests have no content', () => {
  const exchange = keptIn(journalOf(), {
    operation: 'InvokeModel',
    model: 'amazon.titan-embed-text-v2:0',
    body: { inputText: 'a' },
    answer: {
      source: 'fixture',
      kind: 'reply',
      reply: { kind: 'embeddings', vectors: [[1]], inputTokens: 1, latencyMs: 0 },
      pace: { kind: 'instant' },
    },
  })
  expect(contentAttributes(exchange)).toEqual({})
})
