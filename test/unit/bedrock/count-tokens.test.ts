import { expect, test } from 'vitest'
import { count } from '../../../server/bedrock/count-tokens.ts'
import { callOf } from '../../support/calls.ts'

const counted = (model: string, system: object[]): unknown => {
  const messages = [{ role: 'user', content: [{ text: 'Why is the sky blue?' }] }]
  return count(
    callOf('CountTokens', { model, body: { input: { converse: { messages, system } } } }),
  )['inputTokens']
}

test.each([
  ['anthropic.claude-sonnet-4-20250514-v1:0', 0],
  ['anthropic.claude-sonnet-4-5-20250929-v1:0', 17],
  ['anthropic.claude-opus-4-6-v1', 17],
])('%s counts %d extra tokens for a system prompt', (model, more) => {
  const words = 3
  expect(Number(counted(model, [{ text: 'Be brief.' }])) - Number(counted(model, []))).toBe(
    words + more,
  )
})
