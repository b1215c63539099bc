import { expect, test } from 'vitest'
import { statesInOrder } from '../../../../server/import/wiremock/states.ts'

/** `A>B` needs the state A and sets B. */
const steps = (...texts: string[]) =>
  texts.map((text) => {
    const [needs = '', sets] = text.split('>')
    return { needs, sets }
  })

test.each([
  [
    'names',
    ['cart full', 'cart empty>cart full', 'Started>cart empty'],
    'Started cart empty cart full',
  ],
  ['numbers', ['s-10', 's-2>s-10', 'Started>s-2'], 'Started s-2 s-10'],
  ['a cycle', ['b>Started', 'a>b', 'Started>a'], 'Started a b'],
  ['a state that stays', ['a>a', 'Started>a'], 'Started a'],
  ['branches', ['b', 'a', 'Started>a', 'Started>b', 'a>c', 'c'], 'Started a b c'],
  ['no start', ['c', 'b>c', 'a>b'], 'Started a b c'],
  ['a gap', ['z', 'y>z', 's-3', 's-2', 'Started>s-1'], 'Started s-1 y z s-2 s-3'],
  ['a cycle without a start', ['s-2>s-1', 's-1>s-2'], 'Started s-1 s-2'],
])('the states of a scenario with %s', (_what, texts, expected) => {
  expect(statesInOrder(steps(...texts)).join(' ')).toBe(expected)
})
