import { expect, test } from 'vitest'
import { lastSentence } from '../../../../server/console/playground/announce.ts'

test('the last sentence that has ended', () => {
  expect(lastSentence('One. Two! Thr')).toBe('Two!')
  expect(lastSentence('One. ')).toBe('One.')
  expect(lastSentence('Version 1.5 of')).toBe('')
})
