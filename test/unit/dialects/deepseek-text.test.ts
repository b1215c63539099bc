import { describe, expect, test } from 'vitest'
import { dialect } from '../../../server/dialects/deepseek-text.ts'
import { answer, streamed, targetOf } from '../../support/dialect-target.ts'

const model = 'deepseek.r1-v1:0'
const to = targetOf(dialect, model, {
  prompt: '<｜begin▁of▁sentence｜><｜User｜>Where is Rome?<｜Assistant｜><think>\n',
  max_tokens: 50,
})
const reply = answer([
  { text: 'In Italy.' },
  { reasoningContent: { reasoningText: { text: 'Easy, that one.' } } },
])

describe('DeepSeek R1', () => {
  test('extracts the question from the template', () => {
    expect(to.prompt).toMatchObject({
      messages: [{ role: 'user', content: [{ text: 'Where is Rome?' }] }],
      maxTokens: 50,
    })
  })

  test('thinking is closed before the answer, whichever comes first in the neutral form', () => {
    expect(dialect.body(reply, to)).toEqual({
      choices: [{ text: 'Easy, that one.\n</think>\n\nIn Italy.', stop_reason: 'stop' }],
    })
  })

  test('body and stream round-trip', () => {
    const uncounted = { ...reply, usage: { inputTokens: 0, outputTokens: 0 } }
    expect(dialect.parse(dialect.body(reply, to))).toEqual(uncounted)
    const chunks = streamed(dialect, reply, to)
    expect(chunks[0]).toEqual({ choices: [{ text: 'Easy', stop_reason: null }] })
    expect(dialect.join?.(chunks)).toEqual(reply)
  })

  test('a chat body is rejected', () => {
    expect(() => dialect.read({ messages: [] }, model)).toThrow(
      'Malformed input request: #: required key [prompt] not found#: extraneous key [messages] is not permitted, please',
    )
  })
})
