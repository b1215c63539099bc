import { expect, test } from 'vitest'
import { readMessage } from '../../../server/lambda/read-message.ts'

test.each([
  { type: 'ready' },
  { type: 'chunk', bytes: new Uint8Array([1]), contentType: 'text/plain' },
  { type: 'done', payload: '1', rss: 1 },
  { type: 'done', rss: 1 },
  { type: 'failed', error: { errorType: 'Error', errorMessage: 'no' }, rss: 1 },
])('%j is a message', (message) => {
  expect(readMessage(message)).toBe(message)
})

test.each([
  undefined,
  null,
  'done',
  [],
  {},
  { type: 7 },
  { type: 'toString' },
  { type: 'chunk', bytes: 'text' },
  { type: 'chunk', bytes: new Uint8Array([1]), contentType: 1 },
  { type: 'done', payload: 1, rss: 1 },
  { type: 'done', payload: '1' },
  { type: 'failed', rss: 1 },
  { type: 'failed', error: 'no', rss: 1 },
])('%j is none', (value) => {
  expect(readMessage(value)).toBeUndefined()
})
