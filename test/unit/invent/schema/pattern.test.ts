import { describe, expect, test } from 'vitest'
import { Budget } from '../../../../server/invent/budget.ts'
import { matching } from '../../../../server/invent/schema/pattern.ts'

const PATTERNS = [
  String.raw`^[A-Z]{3}-\d{4}$`,
  String.raw`^\+?[1-9]\d{1,14}$`,
  '^(foo|bar)+$',
  String.raw`^[^@\s]+@[^@\s]+\.[a-z]{2,}$`,
  '^#[0-9a-fA-F]{6}$',
  String.raw`\d{3}-\d{2}`,
  String.raw`^(?:[01]\d|2[0-3]):[0-5]\d$`,
  String.raw`^\d{1,3}(\.\d{1,3}){3}$`,
  String.raw`^v?(0|[1-9]\d*)\.(0|[1-9]\d*)$`,
  String.raw`^[\w.-]+$`,
  String.raw`^\x41\u0042$`,
  '^$',
]

describe('strings for a pattern', () => {
  test.each(PATTERNS)('%s', (pattern) => {
    expect(matching(pattern, new Budget())).toMatch(new RegExp(pattern))
  })

  test('respect the requested lengths', () => {
    expect(matching('^[a-z]+$', new Budget(), 20, 20)).toMatch(/^[a-z]{20}$/)
    expect(matching('^[a-z]*$', new Budget(), 0, 2)).toMatch(/^[a-z]{0,2}$/)
  })

  test.each(['[a-z', '(a', String.raw`(a)\1`, 'a{2}b)'])('do not exist for %s', (pattern) => {
    expect(matching(pattern, new Budget())).toBeUndefined()
  })
})
