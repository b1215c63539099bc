import { describe, expect, test } from 'vitest'
import { dialect } from '../../../../server/dialects/anthropic/anthropic.ts'
import { answer, streamed, targetOf, tokensOf } from '../../../support/dialect-target.ts'

const request = {
  anthropic_version: 'bedrock-2023-05-31',
  max_tokens: 100,
  messages: [{ role: 'user', content: 'Where is Rome?' }],
}
const to = targetOf(dialect, 'anthropic.claude-3-haiku-20240307-v1:0', request)

const full = answer(
  [
    { reasoningContent: { reasoningText: { text: 'Think hard', signature: 'c2ln' } } },
    { text: 'Rome is' },
    { toolUse: { toolUseId: 'toolu_1', name: 'find', input: { city: 'Rome', list: [1, 2] } } },
    { toolUse: { toolUseId: 'toolu_2', name: 'now', input: {} } },
  ],
  { stopReason: 'tool_use' },
)

describe('an answer as Claude streams it', () => {
  const chunks = dialect.parts?.(full, to).map(({ json }) => json) ?? []

  test('begins with an empty message of one token and ends with the stop reason and usage', () => {
    expect(chunks[0]).toMatchObject({
      type: 'message_start',
      message: { content: [], stop_reason: null, usage: { input_tokens: 12, output_tokens: 1 } },
    })
    expect(chunks.slice(-2)).toEqual([
      {
        type: 'message_delta',
        delta: { stop_reason: 'tool_use', stop_sequence: null },
        usage: { output_tokens: 6 },
      },
      { type: 'message_stop' },
    ])
  })

  test('starts each block empty', () => {
    expect(chunks.filter(({ type }) => type === 'content_block_start')).toEqual([
      {
        type: 'content_block_start',
        index: 0,
        content_block: { type: 'thinking', thinking: '', signature: '' },
      },
      { type: 'content_block_start', index: 1, content_block: { type: 'text', text: '' } },
      {
        type: 'content_block_start',
        index: 2,
        content_block: { type: 'tool_use', id: 'toolu_1', name: 'find', input: {} },
      },
      {
        type: 'content_block_start',
        index: 3,
        content_block: { type: 'tool_use', id: 'toolu_2', name: 'now', input: {} },
      },
    ])
  })

  const deltasOf = (index: number) =>
    chunks.flatMap((chunk) =>
      chunk['index'] === index && chunk['delta'] !== undefined ? [chunk['delta']] : [],
    )

  test('thinking ends with an empty delta and its signature', () => {
    expect(deltasOf(0).slice(-2)).toEqual([
      { type: 'thinking_delta', thinking: '' },
      { type: 'signature_delta', signature: 'c2ln' },
    ])
  })

  test('tool input begins with an empty delta and contains spaces', () => {
    const pieces = deltasOf(2).map((delta) => Object(delta).partial_json as string)
    expect(pieces[0]).toBe('')
    expect(pieces.join('')).toBe('{"city": "Rome", "list": [1, 2]}')
    expect(deltasOf(3)).toEqual([{ type: 'input_json_delta', partial_json: '' }])
  })

  test('has as many tokens as the usage', () => {
    expect(tokensOf(dialect, full, to)).toBe(6)
  })

  test('round-trips', () => {
    expect(dialect.join?.(streamed(dialect, full, to))).toEqual(full)
  })
})

test('redacted thinking and citations are streamed, too', () => {
  const location = { documentChar: { documentIndex: 0, start: 0, end: 4 } }
  const citations = [{ title: 'T', sourceContent: [{ text: 'Rome' }], location }]
  const reply = answer([
    { reasoningContent: { redactedContent: 'b3BhcXVl' } },
    { citationsContent: { content: [{ text: 'Rome it is.' }], citations } },
  ])
  const chunks = streamed(dialect, reply, to)
  expect(chunks).toContainEqual({
    type: 'content_block_start',
    index: 0,
    content_block: { type: 'redacted_thinking', data: 'opaque' },
  })
  expect(dialect.join?.(chunks)).toEqual(reply)
})
