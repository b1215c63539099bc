import type { Json } from '../json.ts'
import { check } from '../shape/check.ts'
import type { ObjectShape } from '../shape/shape.ts'
import { filter, expectation } from '../journal/filter-shape.ts'

/** Throws for a filter of the journal that no call could ever pass: a slip in a name would look like calls that did not come. */
export function refuseFilter(given: object = {}): void {
  refuse(given, filter)
}

/** The same of what is expected. */
export function refuseExpectation(given: object): void {
  refuse(given, expectation)
}

function refuse(given: object, shape: ObjectShape): void {
  const members = Object.entries(given).flatMap(([name, value]: [string, Json | RegExp]) =>
    // A regular expression of JavaScript stands where a text may.
    value === undefined ? [] : [[name, value instanceof RegExp ? 'a' : value] as const],
  )
  const findings = check(Object.fromEntries(members), shape)
  if (findings.length === 0) return
  throw new TypeError(
    `Invalid journal filter: ${findings.map(({ message }) => message).join('; ')}`,
  )
}
