import { expect, test } from 'vitest'
import { callOf } from '../../support/calls.ts'

test.each([
  ['ASCII', '{"input":"Hello"}', '{"input":"Hello"}'],
  ['other letters', '{"input":"Grüße 🐈"}', '{"input":"Grüße 🐈"}'],
  ['not JSON', 'Hello', 'Hello'],
  ['nothing', '', ''],
  ['not UTF-8', Buffer.from([0x22, 0xff, 0x22]), undefined],
  ['a long text', JSON.stringify('x'.repeat(5000)), undefined],
])('the text of a body: %s', (_, raw, text) => {
  expect(callOf('Converse', { raw }).text).toBe(text)
})

test.each(['{"input":"Grüße"}', JSON.stringify({ input: 'x'.repeat(5000) })])(
  'a body is read with its text and without, %#',
  (raw) => {
    expect(callOf('Converse', { raw }).body).toEqual(JSON.parse(raw))
  },
)

test('a body that is not UTF-8 is none', () => {
  expect(callOf('Converse', { raw: Buffer.from([0x22, 0xff, 0x22]) }).body).toBeUndefined()
})
