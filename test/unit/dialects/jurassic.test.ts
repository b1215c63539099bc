import { describe, expect, test } from 'vitest'
import { dialect } from '../../../server/dialects/jurassic.ts'
import { answer, targetOf } from '../../support/dialect-target.ts'

const model = 'ai21.j2-mid-v1'
const to = targetOf(dialect, model, { prompt: 'Where is Rome?', maxTokens: 9, topP: 0.5 })
const usage = { inputTokens: 3, outputTokens: 4 }

describe('Jurassic-2', () => {
  test('a prompt and its parameters', () => {
    expect(to.prompt).toMatchObject({
      messages: [{ role: 'user', content: [{ text: 'Where is Rome?' }] }],
      maxTokens: 9,
      topP: 0.5,
    })
  })

  test('returns prompt and completion with their tokens', () => {
    const body = dialect.body(answer([{ text: '\nIn Italy, as ever' }], { usage }), to)
    expect(body['prompt']).toMatchObject({
      text: 'Where is Rome?',
      tokens: [
        { generatedToken: { token: '▁Where' }, topTokens: null, textRange: { start: 0, end: 5 } },
        { generatedToken: { token: '▁is' }, textRange: { start: 5, end: 8 } },
        { generatedToken: { token: '▁Rome?' }, textRange: { start: 8, end: 14 } },
      ],
    })
    expect(body['completions']).toMatchObject([
      {
        data: {
          text: '\nIn Italy, as ever',
          tokens: [
            { generatedToken: { token: '<|newline|>' } },
            { generatedToken: { token: '▁In' } },
            { generatedToken: { token: '▁Italy,' } },
            { generatedToken: { token: '▁as▁ever' } },
          ],
        },
        finishReason: { reason: 'endoftext' },
      },
    ])
  })

  test.each([
    answer([{ text: 'In Italy' }], { usage }),
    answer([{ text: 'In' }], { usage, stopReason: 'max_tokens' }),
    answer([{ text: 'In Italy' }], { usage, stopReason: 'stop_sequence', stopSequence: '.' }),
  ])('round-trips ($stopReason)', (reply) => {
    expect(dialect.parse(dialect.body(reply, to))).toEqual(reply)
  })

  test('does not support streaming', () => {
    expect(dialect.parts).toBeUndefined()
  })

  test('snake case is rejected', () => {
    expect(() => dialect.read({ prompt: 'a', max_tokens: 1 }, model)).toThrow(
      '#: extraneous key [max_tokens] is not permitted',
    )
  })
})
