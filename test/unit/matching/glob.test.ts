import { expect, test } from 'vitest'
import { glob } from '../../../server/matching/glob.ts'

test.each([
  ['amazon.nova-*', 'amazon.nova-micro-v1:0', true],
  ['amazon.nova-*', 'us.amazon.nova-micro-v1:0', false],
  ['*', '', true],
  ['*nova*', 'us.amazon.nova-lite-v1:0', true],
  ['amazon.nova-????-v1:0', 'amazon.nova-lite-v1:0', true],
  ['amazon.nova-????-v1:0', 'amazon.nova-micro-v1:0', false],
  ['a.b', 'axb', false],
  ['[abc]', 'a', false],
  [
    'arn:aws:bedrock:*:*:inference-profile/*',
    'arn:aws:bedrock:us-east-1:123456789012:inference-profile/x',
    true,
  ],
])('%s and %s: %s', (pattern, value, expected) => {
  expect(glob(pattern).test(value)).toBe(expected)
})

test('a pattern with many stars is fast', () => {
  expect(glob('*a'.repeat(1_000)).test('a'.repeat(900) + 'b'.repeat(1_000))).toBe(false)
})

test('a glob is compiled once, while only a few others are in use', () => {
  const first = glob('amazon.*')
  expect(glob('amazon.*')).toBe(first)
  for (let count = 0; count < 1_000; count++) glob(`session-${count}`)
  expect(glob('amazon.*')).not.toBe(first)
})
