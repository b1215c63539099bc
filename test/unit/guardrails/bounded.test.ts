import fc from 'fast-check'
import { expect, test } from 'vitest'
import { boundedPattern } from '../../../server/guardrails/bounded.ts'
import { regex } from '../../../server/text/regex.ts'

const bounded = [
  String.raw`\b\d{6}\d{4}\b`,
  'ACC-[0-9]{2,4}',
  String.raw`a?b\.[ab1]{1,3}`,
  String.raw`\w{2} \d`,
  'a|b1|1',
  '(ab|a)(?:1|b)?',
  '(?i)ac(c|_)-',
  String.raw`(a|b)-\d+`,
  'b?a+',
  '((a|b)1){1,2}',
]

test.each(bounded)('%s finds what RE2 finds', (source) => {
  const own = boundedPattern(source)
  expect(own).toBeDefined()
  const text = fc.string({ unit: fc.constantFrom(...Array.from('ab1. -AC_é')), maxLength: 40 })
  fc.assert(
    fc.property(fc.oneof(text, fc.constant('x 1234561666 ACC-123 ab.a1b aa 1')), (some) => {
      const matches = [...regex(source).findAll(some)].map(({ from, to }) => some.slice(from, to))
      expect(own === undefined ? [] : [...some.matchAll(own)].map(([match]) => match)).toEqual(
        matches.filter((match) => match !== ''),
      )
    }),
  )
})

test.each([
  '(a+)+$',
  'a+b',
  '(a|b)*',
  '(a|b|ab){3}(a|b|ab){3}',
  String.raw`(?i)\w-`,
  '(a',
  'a)',
  '(?=a)',
  'a+?',
  '.',
  '[^a]',
  String.raw`\s`,
  'a{2,}',
  'a{0,9}b{0,9}',
  'a{999}',
  ''.padEnd(300, 'a'),
])('%s is left to RE2', (source) => {
  expect(boundedPattern(source)).toBeUndefined()
})
