import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Bucket } from '../../../server/state/bucket.ts'

const MINUTE = 60_000

test('the whole amount of a period can be used at once, and the next is there when it begins', () => {
  const bucket = new Bucket(3, MINUTE, 0)
  for (let taken = 0; taken < 3; taken++) {
    expect(bucket.has(1, 0)).toBe(true)
    bucket.take(1, 0)
  }
  expect(bucket.has(1, MINUTE - 1)).toBe(false)
  expect(bucket.has(3, MINUTE)).toBe(true)
  expect(bucket.has(4, MINUTE)).toBe(false)
})

test('a period begins with the first call, not with the server', () => {
  const bucket = new Bucket(2, MINUTE, 0)
  bucket.take(2, 90_000)
  expect(bucket.has(1, 149_999)).toBe(false)
  expect(bucket.has(1, 150_000)).toBe(true)
})

test('returned amounts can be used again in the same period, and not beyond the limit', () => {
  const bucket = new Bucket(100, MINUTE, 0)
  const period = bucket.take(80, 0)
  bucket.correct(-50, period, 1)
  expect(bucket.state(1)).toEqual({ limit: 100, left: 70, filledInMs: 59_999 })
  bucket.correct(-500, period, 1)
  expect(bucket.state(1)).toEqual({ limit: 100, left: 100, filledInMs: 0 })
})

test('a later period gets nothing back, and pays for overdrafts', () => {
  const bucket = new Bucket(100, MINUTE, 0)
  const first = bucket.take(100, 0)
  bucket.take(10, MINUTE)
  bucket.correct(-60, first, MINUTE)
  expect(bucket.state(MINUTE).left).toBe(90)
  bucket.correct(150, first, MINUTE)
  expect(bucket.state(MINUTE).left).toBe(0)
  expect(bucket.state(2 * MINUTE).left).toBe(40)
  expect(bucket.state(3 * MINUTE).left).toBe(100)
})

test('at any rate of calls, no period allows more than the limit', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 20 }),
      fc.array(fc.nat(5_000), { maxLength: 200 }),
      (limit, gaps) => {
        const bucket = new Bucket(limit, MINUTE, 0)
        const answered = new Map<number, number>()
        let now = 0
        for (const gap of gaps) {
          now += gap
          if (!bucket.has(1, now)) continue
          const period = bucket.take(1, now)
          answered.set(period, (answered.get(period) ?? 0) + 1)
        }
        for (const count of answered.values()) expect(count).toBeLessThanOrEqual(limit)
        const starts = [...answered.keys()]
        starts
          .slice(1)
          .forEach((start, at) => expect(start - (starts[at] ?? 0)).toBeGreaterThanOrEqual(MINUTE))
      },
    ),
  )
})
