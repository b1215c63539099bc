import fc from 'fast-check'
import { expect, test } from 'vitest'
import { repeatedKey } from '../../../server/shape/repeated-key.ts'

test.each([
  ['{"a":1,"a":2}', 'a', 7],
  ['{"a":{"b":1,"b":2}}', 'b', 12],
  ['[{"a":[{"a":1}],\n"a":2}]', 'a', 17],
  [String.raw`{"\u0061":1,"a":2}`, 'a', 12],
  [String.raw`{"a\\":"\"","a\\":2}`, 'a\\', 12],
  ['{"":1,"":2}', '', 6],
  ['{"__proto__":1,"__proto__":2}', '__proto__', 15],
])('%s repeats a key', (text, key, at) => {
  expect(repeatedKey(text)).toEqual({ key, at })
})

test.each([
  '{"a":{"a":{"a":1}},"b":[{"a":1},{"a":2}]}',
  String.raw`{"a":"\"a\":1,","b":"\\","c":"{\"b\":1}"}`,
  '{"a":"a","b":["a","a","b"]}',
  '"a"',
])('%s repeats none', (text) => {
  expect(repeatedKey(text)).toBeUndefined()
})

test('no value that is written by JSON.stringify repeats a key', () => {
  fc.assert(
    fc.property(fc.json(), (text) => {
      const written = JSON.stringify(JSON.parse(text), null, 2)
      expect(repeatedKey(written)).toBeUndefined()
    }),
  )
})
