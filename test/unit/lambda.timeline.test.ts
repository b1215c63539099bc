import { expect, test } from 'vitest'
import { axis, timeline } from '../../scripts/timeline.ts'

test('shows dots until the first text, and blocks when text arrives', () => {
  expect(timeline({ textMs: [200, 220, 500], totalMs: 1_000 }, 1_000, 10)).toBe('··█░░█░░░█')
})

test('an answer in one chunk is one block at its end', () => {
  expect(timeline({ textMs: [], totalMs: 500 }, 1_000, 10)).toBe('·····█')
})

test('an immediate answer is a block at the beginning', () => {
  expect(timeline({ textMs: [0], totalMs: 0 }, 0, 10)).toBe('█')
})

test('the axis ends with the longest time', () => {
  expect(axis(1_345, 10)).toBe('0    1.3 s')
})
