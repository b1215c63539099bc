import { expect, test } from 'vitest'
import { knownAnswer } from '../../../server/invent/known.ts'

test.each([
  ['What is 2+2?', 4],
  ['What is 123 + 456?', 579],
  ['7 times 6', 42],
  ['What is 15% of 240?', 36],
  ['0.1 + 0.2', 0.3],
  ['What is the capital of France?', 'Paris'],
  ['the capital city of the United States', 'Washington D.C.'],
  ['Capital of new zealand and its people', 'Wellington'],
])('the answer to "%s" is known', (question, value) => {
  expect(knownAnswer(question)?.value).toBe(value)
})

test.each(['1 / 0', '2025-01-02', 'the capital of Atlantis', '1+2+3', 'Why?'])(
  'the answer to "%s" is not',
  (question) => {
    expect(knownAnswer(question)).toBeUndefined()
  },
)
