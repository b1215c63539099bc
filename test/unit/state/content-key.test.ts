import { expect, test } from 'vitest'
import { contentKey } from '../../../server/state/content-key.ts'

test('the same content has the same key on every server', () => {
  const key = contentKey('a.yaml', { answer: { text: 'hi' } })
  expect(contentKey('a.yaml', { answer: { text: 'hi' } })).toBe(key)
  expect(contentKey('a.yaml', { answer: { text: 'ho' } })).not.toBe(key)
  expect(contentKey('b.yaml', { answer: { text: 'hi' } })).not.toBe(key)
  expect(key).toMatch(/^a\.yaml [\w-]{16}$/)
})
