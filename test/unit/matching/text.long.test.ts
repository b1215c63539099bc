import { expect, test } from 'vitest'
import { holds, textTest } from '../../../server/matching/text.ts'

test('a regular expression searches the first million characters', () => {
  const pattern = textTest({ regex: '[a-z]eedle' })
  const far = `${' '.repeat(1_000_000)}needle`
  expect(holds(pattern, far.slice(6))).toBe(true)
  expect(holds(pattern, far)).toBe(false)
  expect(holds(textTest('needle'), far)).toBe(true)
})
