import { describe, expect, test } from 'vitest'
import { dialect } from '../../../../server/dialects/anthropic/anthropic-text.ts'
import { answer, streamed, targetOf, tokensOf } from '../../../support/dialect-target.ts'

const model = 'anthropic.claude-v2'
const request = { prompt: '\n\nHuman: Where is Rome?\n\nAssistant:', max_tokens_to_sample: 50 }
const to = targetOf(dialect, model, request)
const reply = answer([{ text: 'In Italy.' }])

describe('text completions of Claude 2', () => {
  test('the turns of the prompt', () => {
    const prompt =
      'Be brief.\n\nHuman: Hi\n\nAssistant: Hello!\n\nHuman: Where is Rome?\n\nAssistant: In'
    expect(
      dialect.read({ ...request, prompt, top_k: 5, stop_sequences: ['\n\nHuman:'] }, model),
    ).toMatchObject({
      system: [{ text: 'Be brief.' }],
      messages: [
        { role: 'user', content: [{ text: 'Hi' }] },
        { role: 'assistant', content: [{ text: 'Hello!' }] },
        { role: 'user', content: [{ text: 'Where is Rome?' }] },
        { role: 'assistant', content: [{ text: 'In' }] },
      ],
      maxTokens: 50,
      topK: 5,
      stopSequences: ['\n\nHuman:'],
    })
  })

  test.each([
    [
      { prompt: 'Where is Rome?', max_tokens_to_sample: 5 },
      'Invalid prompt: prompt must start with "\\n\\nHuman:" turn, prompt must end with "\\n\\nAssistant:" turn',
    ],
    [
      { prompt: '\n\nHuman: Hi\n\nAssistant:' },
      'Malformed input request: #: required key [max_tokens_to_sample] not found, please reformat your input and try again.',
    ],
    [
      { ...request, temperature: 2, max_tokens: 3 },
      'Malformed input request: #: extraneous key [max_tokens] is not permitted#/temperature: 2 is not less or equal to 1, please reformat your input and try again.',
    ],
  ])('%j is rejected', (body, message) => {
    expect(() => dialect.read(body, model)).toThrow(message)
  })

  test('the body begins with the space after the marker, and round-trips', () => {
    const body = dialect.body(reply, to)
    expect(JSON.stringify(body)).toBe(
      '{"type":"completion","completion":" In Italy.","stop_reason":"stop_sequence","stop":"\\n\\nHuman:"}',
    )
    expect(dialect.parse(body)).toMatchObject({ content: reply.content, stopReason: 'end_turn' })
  })

  test.each([
    [{ stopReason: 'max_tokens' }, { stop_reason: 'max_tokens', stop: null }],
    [
      { stopReason: 'stop_sequence', stopSequence: 'END' },
      { stop_reason: 'stop_sequence', stop: 'END' },
    ],
  ] as const)('%j ends as %j, and round-trips', (stop, native) => {
    const body = dialect.body({ ...reply, ...stop }, to)
    expect(body).toMatchObject(native)
    expect(dialect.parse(body)).toMatchObject(stop)
  })

  test('the stream ends with an empty completion, and round-trips', () => {
    const chunks = streamed(dialect, reply, to)
    expect(chunks[0]).toEqual({
      type: 'completion',
      completion: ' In',
      stop_reason: null,
      stop: null,
    })
    expect(chunks.at(-1)).toMatchObject({ completion: '', stop: '\n\nHuman:' })
    expect(dialect.join?.(chunks)).toEqual(reply)
    expect(tokensOf(dialect, reply, to)).toBe(6)
  })
})

test('a prompt may begin with a bare "Human:"', () => {
  const body = { prompt: 'Human: Where?\n\nAssistant:', max_tokens_to_sample: 9 }
  expect(dialect.read(body, 'anthropic.claude-v2')).toMatchObject({
    system: [],
    messages: [{ role: 'user', content: [{ text: 'Where?' }] }],
  })
})

describe('messages to Claude 2', () => {
  const messages = [{ role: 'user', content: 'Where is Rome?' }]
  const body = { anthropic_version: 'bedrock-2023-05-31', max_tokens: 9, messages }

  test('are answered with a message, whole and streamed', () => {
    const there = targetOf(dialect, model, body)
    expect(dialect.body(reply, there)).toMatchObject({ type: 'message', model: 'claude-2.0' })
    const chunks = streamed(dialect, reply, there)
    expect(chunks[0]).toMatchObject({ type: 'message_start' })
    expect(dialect.join?.(chunks)).toEqual(reply)
    expect(dialect.parse(dialect.body(reply, there))).toEqual(reply)
  })
})
