import { expect, expectTypeOf, test } from 'vitest'
import { actionOf } from '../../../server/faults/action.ts'
import { disturbances } from '../../../server/faults/disturbance.ts'
import type { WrittenDisturbance } from '../../../server/faults/disturbance.ts'
import { faultOfHeader } from '../../../server/faults/header.ts'
import { nameOf } from '../../../server/faults/name.ts'
import type { Disturbance } from '../../../server/library/fixture.ts'

/** Each disturbance as a rule and as a header. */
const SAMPLES: { [K in keyof WrittenDisturbance]-?: [NonNullable<WrittenDisturbance[K]>, string] } =
  {
    delayMs: [5, 'delay=5'],
    betweenMs: [5, 'between=5'],
    byteMs: [5, 'byte=5'],
    stall: [true, 'stall'],
    cut: [true, 'cut'],
    reset: [true, 'reset'],
    refuse: [true, 'refuse'],
    corrupt: [1, 'corrupt=1'],
  }

const names = Object.keys(disturbances.members) as (keyof WrittenDisturbance)[]

test.each(names)('%s has an effect, a description and a header', (name) => {
  const [value, header] = SAMPLES[name]
  expect(actionOf({ [name]: value })).not.toEqual({})
  expect(nameOf({ [name]: value })).not.toBe('')
  expect(faultOfHeader(header).written).toEqual({ [name]: value })
})

test('the type of a fixture accepts every disturbance', () => {
  expectTypeOf<keyof Disturbance>().toEqualTypeOf<keyof WrittenDisturbance>()
})
