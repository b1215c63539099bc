import { describe, expect, test } from 'vitest'
import { Budget } from '../../../../server/invent/budget.ts'
import { matching } from '../../../../server/invent/schema/pattern.ts'
import { matchesRegex } from '../../../../server/invent/schema/regex.ts'

const PASSWORD = String.raw`^(?=.*[a-z])(?=.*[A-Z])(?=.*\d)(?=.*[@$!%*?&)])[A-Za-z\d@$!%*?&)]{8,}$`

const LOOK_AHEADS: [pattern: string, good: string, bad: string][] = [
  [PASSWORD, 'Secret1!', 'secret12'],
  [String.raw`^(?=.*[A-Z])(?=.*\d)(?=.*[^A-Za-z0-9]).{8,}$`, 'A1-aaaaa', 'aaaaaaaa'],
  ['^(?!admin)[a-z]+$', 'user', 'administrator'],
  [String.raw`^(?!0+$)\d{5}$`, '00001', '00000'],
  // Pydantic's Decimal.
  [String.raw`^(?!^[-+.]*$)[+-]?0*\d*\.?\d*$`, '12.5', '-.'],
  ['^(?=a|b|c)[a-d]+$', 'bd', 'dd'],
]

describe('look-aheads at the start of a pattern', () => {
  test.each(LOOK_AHEADS)('decide whether a text matches: %s', (pattern, good, bad) => {
    expect(matchesRegex(pattern, good, new Budget())).toBe(true)
    expect(matchesRegex(pattern, bad, new Budget())).toBe(false)
  })

  test.each(LOOK_AHEADS)('are satisfied by an invented text: %s', (pattern) => {
    for (const nth of [0, 1, 2]) {
      const made = matching(pattern, new Budget(), 0, Infinity, nth)
      expect(made).toMatch(new RegExp(pattern))
    }
  })

  test.each([
    // The alternative has no look-ahead.
    '^(?=a)b|c',
    '^(?=a',
    String.raw`^(\w)(?=\1)`,
    '^(?=(?=a)b)c$',
  ])('are not decided if there is more to it: %s', (pattern) => {
    expect(matchesRegex(pattern, 'c', new Budget())).toBeUndefined()
  })
})
