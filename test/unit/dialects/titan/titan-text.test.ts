import { describe, expect, test } from 'vitest'
import { dialect } from '../../../../server/dialects/titan/titan-text.ts'
import type { Json } from '../../../../server/json.ts'
import { answer, streamed, targetOf, tokensOf } from '../../../support/dialect-target.ts'

const model = 'amazon.titan-text-express-v1'
const to = targetOf(dialect, model, { inputText: 'Where is Rome?' })
const reply = answer([{ text: 'In Italy.' }], { stopReason: 'max_tokens' })

describe('Titan text', () => {
  test('a prompt and its parameters', () => {
    const textGenerationConfig = {
      maxTokenCount: 50,
      temperature: 0,
      topP: 0.9,
      stopSequences: ['User:', '||'],
    }
    expect(dialect.read({ inputText: 'Hi', textGenerationConfig }, model)).toMatchObject({
      messages: [{ role: 'user', content: [{ text: 'Hi' }] }],
      maxTokens: 50,
      temperature: 0,
      topP: 0.9,
      stopSequences: ['User:', '||'],
    })
  })

  test.each<[Json, string]>([
    [{}, '#: required key [inputText] not found'],
    [{ inputText: '' }, '#/inputText: expected minLength: 1, actual: 0'],
    [{ inputText: 'Hi', prompt: 'Hi' }, '#: extraneous key [prompt] is not permitted'],
    [
      { inputText: 'Hi', textGenerationConfig: { maxTokenCount: '5' } },
      '#/textGenerationConfig/maxTokenCount: expected type: Integer, found: String',
    ],
    [
      { inputText: 'Hi', textGenerationConfig: { maxTokenCount: 8193 } },
      '#/textGenerationConfig/maxTokenCount: 8193 is not less or equal to 8192',
    ],
    [
      { inputText: 'Hi', textGenerationConfig: { stopSequences: ['</stop>'] } },
      'string [</stop>] does not match pattern ^(\\|+|User:)$',
    ],
  ])('%j is rejected', (body, violation) => {
    expect(() => dialect.read(body, model)).toThrow(
      `Malformed input request: ${violation}, please reformat your input and try again.`,
    )
  })

  test('the body round-trips', () => {
    const body = dialect.body(reply, to)
    expect(JSON.stringify(body)).toBe(
      '{"inputTextTokenCount":12,"results":[{"tokenCount":6,"outputText":"In Italy.","completionReason":"LENGTH"}]}',
    )
    expect(dialect.parse(body)).toEqual(reply)
  })

  test.each([
    ['end_turn', 'FINISH'],
    ['stop_sequence', 'STOP_CRITERIA_MET'],
    ['content_filtered', 'CONTENT_FILTERED'],
  ] as const)('%s is %s, and round-trips', (stopReason, native) => {
    const body = dialect.body({ ...reply, stopReason }, to)
    expect(body).toHaveProperty('results.0.completionReason', native)
    expect(dialect.parse(body)).toMatchObject({ stopReason })
  })

  test('a stream reports the input tokens first and the output tokens last', () => {
    const chunks = streamed(dialect, reply, to)
    expect(chunks[0]).toEqual({
      outputText: 'In',
      index: 0,
      totalOutputTextTokenCount: null,
      completionReason: null,
      inputTextTokenCount: 12,
    })
    expect(chunks.at(-1)).toMatchObject({
      totalOutputTextTokenCount: 6,
      completionReason: 'LENGTH',
      inputTextTokenCount: null,
    })
    expect(dialect.join?.(chunks)).toEqual(reply)
    expect(tokensOf(dialect, reply, to)).toBe(6)
  })

  test('a short answer is one chunk', () => {
    const whole = { ...to, cut: (text: string) => [text] }
    expect(dialect.parts?.(reply, whole)).toMatchObject([
      { json: { inputTextTokenCount: 12, totalOutputTextTokenCount: 6 }, tokens: 6 },
    ])
  })
})
