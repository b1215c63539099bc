import { describe, expect, test } from 'vitest'
import { dialect } from '../../../../server/dialects/mistral/mistral-text.ts'
import { answer, streamed, targetOf, tokensOf } from '../../../support/dialect-target.ts'

const model = 'mistral.mistral-large-2402-v1:0'
const to = targetOf(dialect, model, { prompt: '<s>[INST] Where is Rome? [/INST]' })
const reply = answer([{ text: ' In Italy.' }], { usage: { inputTokens: 0, outputTokens: 0 } })

describe('Mistral text', () => {
  test('a templated prompt and its parameters', () => {
    expect(
      dialect.read({ prompt: '[INST] Hi [/INST]', max_tokens: 9, top_k: 5, stop: ['x'] }, model),
    ).toMatchObject({
      messages: [{ role: 'user', content: [{ text: 'Hi' }] }],
      maxTokens: 9,
      topK: 5,
      stopSequences: ['x'],
    })
  })

  test('the body round-trips', () => {
    const body = dialect.body(reply, to)
    expect(JSON.stringify(body)).toBe('{"outputs":[{"text":" In Italy.","stop_reason":"stop"}]}')
    expect(dialect.parse(body)).toEqual(reply)
  })

  test('the stream round-trips', () => {
    const chunks = streamed(dialect, reply, to)
    expect(chunks[0]).toEqual({ outputs: [{ text: ' In', stop_reason: null }] })
    expect(chunks.at(-1)).toMatchObject({ outputs: [{ text: '', stop_reason: 'stop' }] })
    expect(dialect.join?.(chunks)).toEqual(reply)
    const paid = answer([{ text: ' In Italy.' }], { stopReason: 'max_tokens' })
    expect(tokensOf(dialect, paid, to)).toBe(6)
    expect(dialect.join?.(streamed(dialect, paid, to))).toEqual(paid)
  })

  test('Large 24.02 answers a chat body as a chat', () => {
    const chat = targetOf(dialect, model, { messages: [{ role: 'user', content: 'Hi' }] })
    expect(dialect.body(reply, chat)).toMatchObject({
      choices: [
        { index: 0, message: { role: 'assistant', content: ' In Italy.' }, stop_reason: 'stop' },
      ],
    })
    expect(dialect.join?.(streamed(dialect, reply, chat))).toEqual(reply)
  })

  test.each([
    [{}, '#: required key [prompt] not found'],
    [{ prompt: 'a', top_p: 1.5 }, '#/top_p: 1.5 is not less or equal to 1'],
    [{ prompt: 'a', maxTokens: 1 }, '#: extraneous key [maxTokens] is not permitted'],
  ])('%j is rejected', (body, violation) => {
    expect(() => dialect.read(body, model)).toThrow(`Malformed input request: ${violation}, please`)
  })
})
