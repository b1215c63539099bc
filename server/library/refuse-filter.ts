import { types } from 'node:util'
import type { Json } from '../json.ts'
import { check } from '../shape/check.ts'
import type { ObjectShape } from '../shape/shape.ts'
import { filter, expectation } from '../journal/filter-shape.ts'

/** Throws for an invalid journal filter: a typo would look like missing calls. */
export function refuseFilter(given: object = {}): void {
  refuse(given, filter)
}

/** Throws for an invalid expectation. */
export function refuseExpectation(given: object): void {
  refuse(given, expectation)
}

function refuse(given: object, shape: ObjectShape): void {
  const members = Object.entries(given).flatMap(([name, value]: [string, Json | RegExp]) =>
    // JavaScript regular expressions are allowed instead of strings.
    value === undefined ? [] : [[name, types.isRegExp(value) ? 'a' : value] as const],
  )
  const findings = check(Object.fromEntries(members), shape)
  if (findings.length === 0) return
  throw new TypeError(
    `Invalid journal filter: ${findings.map(({ message }) => message).join('; ')}`,
  )
}
