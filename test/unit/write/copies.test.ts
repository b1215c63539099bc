import { expect, test } from 'vitest'
import { copies } from '../../../server/write/copies.ts'

test.each([1, 3, 4, 7, 32])('%d bytes are copied wherever they belong', (length) => {
  // Within a larger piece of memory, as buffers often are.
  const bytes = Buffer.alloc(300, '.').subarray(11, 290)
  const text = 'abcdefghijklmnopqrstuvwxyz0123456789'.slice(0, length)
  bytes.write(text, 5)
  copies(bytes, 5, length, Int32Array.of(50, 101, 279 - length))
  const expected = '.'.repeat(279).split('')
  for (const at of [5, 50, 101, 279 - length]) expected.splice(at, length, ...text.split(''))
  expect(bytes.toString()).toBe(expected.join(''))
})

test('nothing is copied nowhere', () => {
  const bytes = Buffer.from('abc')
  copies(bytes, 0, 3, new Int32Array())
  expect(bytes.toString()).toBe('abc')
})
