import { expect, test } from 'vitest'
import { INSTANT, lasting } from '../../../server/write/pace.ts'
import { answer } from '../../support/dialect-target.ts'

test('the reported latency is at least the duration at its pace', () => {
  const pace = { kind: 'tokens', firstByteMs: 1_000, tokensPerSecond: 2 } as const
  const reply = answer([{ text: 'one two three four' }], {
    usage: { inputTokens: 1, outputTokens: 1 },
  })
  expect(lasting(reply, pace)).toMatchObject({ latencyMs: 3_000 })
  expect(lasting({ ...reply, latencyMs: 4_000 }, pace)).toMatchObject({ latencyMs: 4_000 })
  expect(lasting(reply, INSTANT)).toBe(reply)
})
