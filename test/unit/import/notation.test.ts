import { expect, test } from 'vitest'
import { bodyIn, headersIn, statusIn, timeIn } from '../../../server/import/notation.ts'

test.each([
  ['text', 'text'],
  [new Uint8Array([104, 105]), 'hi'],
  [{ string: 'text' }, 'text'],
  [{ encoding: 'ASCII-8BIT', string: new Uint8Array([104, 105]) }, 'hi'],
  [{ base64_string: 'aGk=' }, 'hi'],
  [{ b64: 'aGk=' }, 'hi'],
  [{ encoding: 'base64', text: 'aGk=' }, 'hi'],
  ['base64:aGk=', 'hi'],
  // A model's own answer, parsed.
  [{ text: 'hi' }, '{"text":"hi"}'],
  [[1, 2], '[1,2]'],
  [{}, undefined],
  [null, undefined],
])('the body %j', (value, expected) => {
  expect(bodyIn(value)?.toString()).toBe(expected)
})

test.each([
  [
    { A: 'x', B: ['y', 'z'] },
    [
      ['A', 'x'],
      ['B', 'y, z'],
    ],
  ],
  [[{ name: 'A', value: 'x' }], [['A', 'x']]],
  [
    ['A', 'x', 'B', 'y'],
    [
      ['A', 'x'],
      ['B', 'y'],
    ],
  ],
  [[['A', 'x']], [['A', 'x']]],
  [
    { A: [new Uint8Array([120])], B: 5 },
    [
      ['A', 'x'],
      ['B', '5'],
    ],
  ],
  [undefined, undefined],
])('the headers %j', (value, expected) => {
  expect(headersIn(value)).toEqual(expected)
})

test.each([
  [[200], 200],
  [[undefined, { code: 404, message: 'No' }], 404],
  [['200 OK'], 200],
  [[undefined], 0],
])('the status %j', (values, expected) => {
  expect(statusIn(...values)).toBe(expected)
})

test('an invalid time is unknown', () => {
  expect(timeIn('Fri, 09 Jan 2026 14:14:52 GMT')).toBe(Date.UTC(2026, 0, 9, 14, 14, 52))
  expect(timeIn('yesterday')).toBeUndefined()
})
