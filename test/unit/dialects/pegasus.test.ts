import { describe, expect, test } from 'vitest'
import { dialect } from '../../../server/dialects/pegasus.ts'
import { answer, streamed, targetOf } from '../../support/dialect-target.ts'

const model = 'twelvelabs.pegasus-1-2-v1:0'
const request = {
  inputPrompt: 'What happens?',
  mediaSource: { s3Location: { uri: 's3://films/one.mp4' } },
  maxOutputTokens: 20,
}
const to = targetOf(dialect, model, request)
const reply = answer([{ text: 'Not much.' }], { stopReason: 'max_tokens' })

describe('Pegasus', () => {
  test('a question about a video', () => {
    expect(to.prompt).toMatchObject({
      messages: [
        {
          content: [
            { video: { source: { s3Location: { uri: 's3://films/one.mp4' } } } },
            { text: 'What happens?' },
          ],
        },
      ],
      maxTokens: 20,
    })
  })

  test('body and stream round-trip', () => {
    const body = dialect.body(reply, to)
    expect(body).toEqual({ message: 'Not much.', finishReason: 'length' })
    expect(dialect.parse(body)).toEqual({ ...reply, usage: { inputTokens: 0, outputTokens: 0 } })
    expect(dialect.join?.(streamed(dialect, reply, to))).toEqual(reply)
  })

  test('a video is required', () => {
    expect(() => dialect.read({ inputPrompt: 'What?' }, model)).toThrow(
      '#: required key [mediaSource] not found',
    )
  })
})
