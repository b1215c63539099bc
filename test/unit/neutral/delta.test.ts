import { expect, test } from 'vitest'
import { joiner, joinDeltas } from '../../../server/neutral/delta.ts'
import type { Delta } from '../../../server/neutral/delta.ts'

const USAGE = { inputTokens: 7, outputTokens: 9 }

const DELTAS: Delta[] = [
  { type: 'begin', usage: { inputTokens: 7, outputTokens: 0 } },
  { type: 'reasoning', index: 0, text: 'Let me ', tokens: 2 },
  { type: 'reasoning', index: 0, text: 'see.', tokens: 2 },
  { type: 'signature', index: 0, signature: 'c2ln' },
  { type: 'text', index: 1, text: 'It is ', tokens: 2 },
  { type: 'text', index: 1, text: 'sunny.', tokens: 2 },
  { type: 'call', index: 2, toolUseId: 'tooluse_1', name: 'weather' },
  { type: 'arguments', index: 2, json: '{"city":', tokens: 2 },
  { type: 'arguments', index: 2, json: '"Rome"}', tokens: 2 },
  { type: 'call', index: 3, toolUseId: 'tooluse_2', name: 'time' },
  { type: 'block', index: 4, block: { image: { format: 'png' } }, tokens: 1 },
  { type: 'stop', stopReason: 'tool_use', usage: USAGE, latencyMs: 12 },
]

test('deltas are joined to a message', () => {
  expect(joinDeltas(DELTAS)).toEqual({
    kind: 'message',
    content: [
      { reasoningContent: { reasoningText: { text: 'Let me see.', signature: 'c2ln' } } },
      { text: 'It is sunny.' },
      { toolUse: { toolUseId: 'tooluse_1', name: 'weather', input: { city: 'Rome' } } },
      { toolUse: { toolUseId: 'tooluse_2', name: 'time', input: {} } },
      { image: { format: 'png' } },
    ],
    stopReason: 'tool_use',
    usage: USAGE,
    latencyMs: 12,
  })
})

test('a message can be read before it is complete, and continues to grow', () => {
  const joined = joiner()
  for (const delta of DELTAS.slice(0, 8)) joined.add(delta)
  expect(joined.message().content.at(-1)?.toolUse?.input).toBe('{"city":')
  for (const delta of DELTAS.slice(8)) joined.add(delta)
  expect(joined.message()).toEqual(joinDeltas(DELTAS))
})
