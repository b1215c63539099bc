import { expect, test } from 'vitest'
import { mistakeIn } from '../../../../server/store/format/json-mistake.ts'

// The sign that is wrong stands behind the bar.
test.each([
  '{"a": |x}',
  '{"a": [1, 2|}}',
  '{"a": [1,|]}',
  '{"a": 1,|}',
  '{"a" |1}',
  '{"a": 1 |"b": 2}',
  '{|a: 1}',
  "{|'a': 1}",
  '{|/* no */ "a": 1}',
  '[0|1]',
  '[|.5]',
  '[|tru]',
  '{} |{}',
  '"a|\nb"',
  String.raw`["\u00e9\n", "|\d"]`,
  '{"a": {"b": [|',
  '["never closed|',
  '|}',
])('%s', (marked) => {
  const text = marked.replace('|', '')
  expect(() => JSON.parse(text)).toThrow(SyntaxError)
  expect(mistakeIn(text)).toBe(marked.indexOf('|'))
})

test('what is JSON ends where it ends', () => {
  for (const value of [{ a: [1, -2.5e-7, 'é"\\\n'], b: {}, c: [] }, [], 'x', true, null, 0]) {
    const text = ` ${JSON.stringify(value, null, 2)}\n`
    expect(mistakeIn(text)).toBe(text.length)
  }
})
