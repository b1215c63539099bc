import { expect, test } from 'vitest'
import { BRACKET, clue, cluesIn, FIGURE } from '../../../../server/invent/text/clues.ts'

test('clues are the first letters of words, whatever their case, figures and brackets', () => {
  const zebra = clue('zebra', 'zx')
  const quagga = clue('quagga')
  expect(cluesIn('Zebras!')).toBe(zebra)
  expect(cluesIn('a (zx)')).toBe(zebra)
  expect(cluesIn('quag and ZEB')).toBe(zebra | quagga)
  expect(cluesIn('azebra zxy ze')).toBe(0)
  expect(cluesIn('<3')).toBe(BRACKET | FIGURE)
  expect(cluesIn('')).toBe(0)
})
