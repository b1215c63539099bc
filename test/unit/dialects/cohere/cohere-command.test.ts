import { describe, expect, test } from 'vitest'
import { dialect } from '../../../../server/dialects/cohere/cohere-command.ts'
import { answer, streamed, targetOf } from '../../../support/dialect-target.ts'

const model = 'cohere.command-text-v14'
const request = { prompt: 'Where is Rome? ', max_tokens: 9, p: 0.5, k: 3, stream: true }
const reply = answer([{ text: ' In Italy.' }], { stopReason: 'max_tokens' })

describe('Cohere Command', () => {
  test('a prompt and its parameters', () => {
    expect(
      dialect.read({ ...request, stop_sequences: ['x'], num_generations: 2 }, model),
    ).toMatchObject({
      messages: [{ role: 'user', content: [{ text: 'Where is Rome? ' }] }],
      maxTokens: 9,
      topP: 0.5,
      topK: 3,
      stopSequences: ['x'],
      count: 2,
    })
  })

  test('the body repeats the prompt, and round-trips', () => {
    const body = dialect.body(reply, targetOf(dialect, model, request))
    expect(Object.keys(body)).toEqual(['id', 'generations', 'prompt'])
    expect(body).toMatchObject({
      generations: [{ text: ' In Italy.', finish_reason: 'MAX_TOKENS' }],
      prompt: 'Where is Rome?',
    })
    expect(dialect.parse(body)).toEqual({ ...reply, usage: { inputTokens: 0, outputTokens: 0 } })
  })

  test('a requested stream round-trips', () => {
    const chunks = streamed(dialect, reply, targetOf(dialect, model, request))
    expect(chunks[0]).toEqual({ is_finished: false, text: ' In' })
    expect(chunks.at(-1)).toMatchObject({ finish_reason: 'MAX_TOKENS', is_finished: true })
    expect(dialect.join?.(chunks)).toEqual(reply)
  })

  test('without it the answer is one chunk', () => {
    const chunks = streamed(dialect, reply, targetOf(dialect, model, { prompt: 'Hi' }))
    expect(chunks).toHaveLength(1)
    expect(chunks[0]).toMatchObject({ generations: [{ text: ' In Italy.' }], prompt: 'Hi' })
    expect(dialect.join?.(chunks)).toEqual(reply)
  })

  test('several generations, numbered in the stream', () => {
    const to = targetOf(dialect, model, { ...request, num_generations: 2 })
    expect(dialect.body(reply, to)['generations']).toHaveLength(2)
    const chunks = streamed(dialect, reply, to)
    expect(chunks[0]).toEqual({ index: 0, is_finished: false, text: ' In' })
    expect(chunks.at(-1)).toMatchObject({ index: 1, is_finished: true })
    expect(dialect.join?.(chunks)).toEqual(reply)
  })

  test('top_k belongs to another family', () => {
    expect(() => dialect.read({ prompt: 'a', top_k: 1 }, model)).toThrow(
      'Malformed input request: #: extraneous key [top_k] is not permitted, please reformat your input and try again.',
    )
  })
})
