import { describe, expect, test } from 'vitest'
import { dialect } from '../../../../server/dialects/openai/openai-text.ts'
import { answer, streamed, targetOf } from '../../../support/dialect-target.ts'

const model = 'endpoint/my-endpoint'
const to = targetOf(dialect, model, { prompt: 'Where is Rome?', max_tokens: 50 })
const reply = answer([{ text: 'In Italy.' }], { stopReason: 'max_tokens' })

describe("OpenAI's text completions", () => {
  test('a prompt and its parameters, in either spelling', () => {
    const request = { prompt: 'Hi', max_tokens: 20, temperature: 0.5, stop: 'x' }
    const read = {
      messages: [{ role: 'user', content: [{ text: 'Hi' }] }],
      maxTokens: 20,
      temperature: 0.5,
      topP: 0.9,
      stopSequences: ['x'],
    }
    expect(dialect.read({ ...request, topP: 0.9 }, model)).toMatchObject(read)
    expect(dialect.read({ ...request, top_p: 0.9, ignore_eos: true }, model)).toMatchObject(read)
  })

  test.each([
    '<s>[INST] Where is Rome? [/INST]',
    '<|begin_of_text|><|start_header_id|>user<|end_header_id|>\n\nWhere is Rome?<|eot_id|>',
    '<｜begin▁of▁sentence｜><｜User｜>Where is Rome?<｜Assistant｜>',
  ])('extracts the question from a template: %s', (prompt) => {
    expect(dialect.read({ prompt }, model)).toMatchObject({
      messages: [{ role: 'user', content: [{ text: 'Where is Rome?' }] }],
    })
  })

  test('the body round-trips', () => {
    const body = dialect.body(reply, { ...to, now: 1_741_682_064_000 })
    expect(JSON.stringify(body)).toBe(
      '{"object":"text_completion","id":"","created":1741682064,"model":"/opt/ml/model","system_fingerprint":"3.0.1-native","choices":[{"index":0,"text":"In Italy.","logprobs":null,"finish_reason":"length"}],"usage":{"prompt_tokens":12,"completion_tokens":6,"total_tokens":18}}',
    )
    expect(dialect.parse(body)).toEqual(reply)
  })

  test('the stream round-trips', () => {
    const chunks = streamed(dialect, reply, to)
    expect(chunks[0]).toMatchObject({ choices: [{ text: 'In', finish_reason: null }] })
    expect(chunks.at(-1)).toMatchObject({ choices: [{ finish_reason: 'length' }] })
    expect(dialect.join?.(chunks)).toEqual(reply)
  })

  test('a body without a prompt is rejected', () => {
    expect(() => dialect.read({ max_tokens: 0 }, model)).toThrow(
      'Malformed input request: #: required key [prompt] not found#/max_tokens: 0 is not greater or equal to 1, please',
    )
  })
})
