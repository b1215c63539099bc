import fc from 'fast-check'
import { expect, test } from 'vitest'
import { randomStart } from '../../../server/faults/random-start.ts'
import { Session } from '../../../server/sessions.ts'
import { newStrikes, strikes } from '../../../server/state/strike.ts'

/** Which calls of the given number a rule strikes. */
function struck(rest: object, calls: number, { seed = 1, session = 'test' } = {}): number[] {
  const written = { refuse: true, ...rest }
  const progress = newStrikes({ random: randomStart(written, new Session(session), seed) })
  return Array.from({ length: calls }, (_, at) => at + 1).filter(() => strikes(rest, progress))
}

test('a plain rule strikes every call', () => {
  expect(struck({}, 3)).toEqual([1, 2, 3])
})

test('times strikes the first calls', () => {
  expect(struck({ times: 2 }, 9)).toEqual([1, 2])
})

test('every strikes each nth call, and times counts those', () => {
  expect(struck({ every: 3 }, 9)).toEqual([3, 6, 9])
  expect(struck({ every: 3, times: 2 }, 12)).toEqual([3, 6])
})

test('the same seed strikes the same calls; another seed, session or rule strikes others', () => {
  const half = { probability: 0.5 }
  const first = struck(half, 64)
  expect(struck(half, 64)).toEqual(first)
  expect(struck(half, 64, { seed: 2 })).not.toEqual(first)
  expect(struck(half, 64, { session: 'other' })).not.toEqual(first)
  expect(struck({ ...half, delayMs: 1 }, 64)).not.toEqual(first)
})

test('probability strikes about that share of the calls, never at 0 and always at 1', () => {
  expect(struck({ probability: 0 }, 100)).toEqual([])
  expect(struck({ probability: 1 }, 100)).toHaveLength(100)
  fc.assert(
    fc.property(fc.nat(0xffff_ffff), (seed) => {
      const count = struck({ probability: 0.3 }, 2_000, { seed }).length
      expect(count).toBeGreaterThan(480)
      expect(count).toBeLessThan(720)
    }),
    { numRuns: 50 },
  )
})
