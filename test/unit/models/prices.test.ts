import { expect, test } from 'vitest'
import { costOf } from '../../../server/models/prices.ts'

const million = { inputTokens: 1_000_000, outputTokens: 0 }

test('input and output tokens have their listed price', () => {
  expect(costOf('amazon.nova-lite-v1:0', { inputTokens: 1000, outputTokens: 500 })).toBeCloseTo(
    0.00018,
    10,
  )
})

test('cached tokens have their own prices', () => {
  const usage = {
    inputTokens: 0,
    outputTokens: 0,
    cacheReadInputTokens: 1_000_000,
    cacheWriteInputTokens: 1_000_000,
  }
  expect(costOf('anthropic.claude-sonnet-4-6', usage)).toBeCloseTo(0.3 + 3.75, 10)
})

test('or the usual price if the list has none', () => {
  const usage = { inputTokens: 0, outputTokens: 0, cacheWriteInputTokens: 1_000_000 }
  expect(costOf('amazon.nova-lite-v1:0', usage)).toBeCloseTo(0.06, 10)
})

test('a profile has its own price, or that of its model', () => {
  expect(costOf('eu.anthropic.claude-sonnet-4-6', million)).toBeCloseTo(3.3, 10)
  expect(costOf('global.anthropic.claude-sonnet-4-6', million)).toBeCloseTo(3, 10)
  expect(costOf('us.amazon.nova-lite-v1:0', million)).toBeCloseTo(0.06, 10)
})

test.each(['acme.model-v1:0', 'us.acme.model-v1:0', 'toString'])('%s has no known price', (id) => {
  expect(costOf(id, million)).toBeUndefined()
})
