import { describe, expect, test } from 'vitest'
import { regex, requiredText } from '../../../server/text/regex.ts'

test('returns the groups by number and by name', () => {
  expect(regex('capital of (?P<country>\\w+)').exec('the capital of France?')).toEqual({
    0: 'capital of France',
    1: 'France',
    country: 'France',
  })
  expect(regex('x(y)?').exec('x')).toEqual({ 0: 'x', 1: '' })
  expect(regex('x').exec('y')).toBeUndefined()
})

test('a pattern with catastrophic backtracking is fast', () => {
  expect(regex('^(a+)+$').test(`${'a'.repeat(50_000)}b`)).toBe(false)
  expect(regex('(x+x+)+y').test('x'.repeat(50_000))).toBe(false)
})

describe('unsupported syntax is reported with its position', () => {
  test.each([
    [
      'foo(?=bar)',
      'lookahead and lookbehind are not in RE2 syntax, which runs in linear time (at character 4, (?=)',
    ],
    [
      '(?<!a)b',
      'lookahead and lookbehind are not in RE2 syntax, which runs in linear time (at character 1, (?<!)',
    ],
    [
      '(a)\\1',
      'backreferences are not in RE2 syntax, which runs in linear time (at character 4, \\1)',
    ],
    ['(unclosed', 'missing closing ): `(unclosed`'],
    ['[z-a]', 'invalid character class range: `z-a`'],
  ])('%s', (source, message) => {
    expect(() => regex(source)).toThrow(message)
  })
})

test.each([
  ['capital of (\\w+)', 'capital of '],
  ['^Hello, world!$', 'Hello, world!'],
  ['a|b', ''],
  ['(?i)paris', ''],
  ['colou?r scheme', 'r scheme'],
  ['ab*c{2,3}def', 'def'],
  ['[abc]xyz[^]]q', 'xyz'],
  ['1\\.5 metres', '1.5 metres'],
  ['\\d+ apples', ' apples'],
  ['a\\012b', ''],
  ['[[:^digit:]_]+ apples', ' apples'],
  ['balloon🎈?', 'balloon'],
])('every match of %s contains %j', (source, text) => {
  expect(requiredText(source)).toBe(text)
})

test('searches the first million characters of a text, and replaces in all of it', () => {
  const letters = 'a'.repeat(1_000_000)
  expect(regex('b').test(`${letters}b`)).toBe(false)
  expect(regex('b').test(`${letters.slice(1)}b`)).toBe(true)
  expect(regex('b').exec(`${letters}b`)).toBeUndefined()
  expect([...regex('b').findAll(`${letters}b`)]).toHaveLength(1)
})
