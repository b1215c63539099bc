import { isObject } from '../../json.ts'
import type { Json, JsonObject } from '../../json.ts'
import type { Budget } from '../budget.ts'
import { merge } from './merge.ts'

// Builds schemas whose values break a given schema, so that such a value can be made directly.

const TYPES = ['string', 'number', 'boolean', 'array', 'object', 'null']

type Opposite = (expected: Json, budget: Budget) => JsonObject[]

const limit =
  (keyword: string, step: number, more: JsonObject = {}): Opposite =>
  (expected) =>
    typeof expected === 'number' ? [{ ...more, [keyword]: expected + step }] : []

/** By keyword: schemas that each break it. */
const OPPOSITES: Readonly<Record<string, Opposite>> = {
  type: (expected) => {
    const named = Array.isArray(expected) ? expected : [expected]
    const others = TYPES.filter(
      (type) => !named.includes(type) && !(type === 'number' && named.includes('integer')),
    )
    return [{ type: others }]
  },
  minimum: limit('exclusiveMaximum', 0),
  exclusiveMinimum: limit('maximum', 0),
  maximum: limit('exclusiveMinimum', 0),
  exclusiveMaximum: limit('minimum', 0),
  minLength: limit('maxLength', -1, { type: 'string' }),
  maxLength: limit('minLength', 1, { type: 'string' }),
  minItems: limit('maxItems', -1, { type: 'array' }),
  maxItems: limit('minItems', 1, { type: 'array' }),
  minProperties: limit('maxProperties', -1, { type: 'object' }),
  maxProperties: limit('minProperties', 1, { type: 'object' }),
  not: (expected) => (isObject(expected) ? [expected] : []),
  items: (expected) => [{ type: 'array', items: { not: expected }, minItems: 1 }],
  contains: (expected) => [{ type: 'array', items: { not: expected } }],
  required: (expected) =>
    Array.isArray(expected)
      ? expected.flatMap((name) =>
          typeof name === 'string' ? [{ properties: { [name]: false } }] : [],
        )
      : [],
  properties: (expected) =>
    isObject(expected)
      ? Object.entries(expected).map(([name, schema]) => ({
          properties: { [name]: { not: schema } },
          required: [name],
        }))
      : [],
  allOf: (expected, budget) =>
    Array.isArray(expected) ? expected.flatMap((part) => opposites(part, budget)) : [],
  // All of them have to fail.
  anyOf: (expected, budget) => {
    if (!Array.isArray(expected)) return []
    let all: JsonObject = {}
    for (const part of expected)
      all = merge(all, opposites(part, budget)[0] ?? { not: part }, budget)
    return [all]
  },
}

const MAX_OPPOSITES = 12

/** Schemas whose values break the given one, for each keyword that can be broken. */
export function opposites(schema: Json, budget: Budget): JsonObject[] {
  if (!isObject(schema)) return []
  let found: JsonObject[] = []
  for (const [keyword, expected] of Object.entries(schema)) {
    budget.spend()
    const opposite = Object.hasOwn(OPPOSITES, keyword) ? OPPOSITES[keyword] : undefined
    const made = opposite?.(expected, budget) ?? []
    budget.spend(made.length)
    found = found.concat(made)
  }
  return found.slice(0, MAX_OPPOSITES)
}

/** Different values, for schemas that only say what a value is not. */
export const UNLIKE: readonly Json[] = [
  'other',
  'Zebra 7',
  'a@b.co',
  '0',
  '',
  7,
  -3,
  0.5,
  1001,
  0,
  false,
  true,
  null,
  [],
  {},
]
