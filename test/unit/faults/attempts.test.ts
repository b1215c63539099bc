import { expect, test } from 'vitest'
import { strikesAttempt } from '../../../server/faults/attempts.ts'

test.each([
  [{}, [true, true, true, true]],
  [{ times: 2 }, [true, true, false, false]],
  [{ every: 2 }, [false, true, false, true]],
  [{ every: 2, times: 1 }, [false, true, false, false]],
  [{ probability: 0.5 }, [undefined, undefined, undefined, undefined]],
])('with %j, the attempts of a call that fail are known', (limits, expected) => {
  expect([0, 1, 2, 3].map((retries) => strikesAttempt(limits, retries))).toEqual(expected)
})
