import { expect, test } from 'vitest'
import { lastSentence } from '../../../../server/console/playground/announce.ts'

test('returns the last complete sentence', () => {
  expect(lastSentence('One. Two! Thr')).toBe('Two!')
  expect(lastSentence('One. ')).toBe('One.')
  expect(lastSentence('Version 1.5 of')).toBe('')
})
