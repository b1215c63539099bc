import { describe, expect, it } from 'vitest'
import { converse, toolConfig, user } from '../../../support/refusals.ts'

const PROMPT = 'arn:aws:bedrock:us-east-1:123456789012:prompt/ABCDEFGHIJ:1'

describe('a Prompt Management prompt', () => {
  it.each([
    ['inferenceConfig', { inferenceConfig: {} }],
    ['system', { system: [] }],
    ['toolConfig', { toolConfig }],
    ['additionalModelRequestFields', { additionalModelRequestFields: {} }],
  ])('cannot be overridden by %s', (name, body) => {
    expect(converse(PROMPT, body)).toBe(
      `The ${name} field can't be overridden at runtime when you use a prompt resource. Remove ${name} and try again.`,
    )
  })

  it('needs no messages, and accepts variables', () => {
    expect(converse(PROMPT, { messages: [], promptVariables: { topic: { text: 'x' } } })).toBe(
      undefined,
    )
    expect(converse(PROMPT, { messages: [user('and?')] })).toBeUndefined()
  })
})
