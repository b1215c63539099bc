import { isObject } from '../../json.ts'
import type { Json, JsonObject } from '../../json.ts'
import { merge } from './merge.ts'

// What a schema may ask so that another one does not hold: a value is then made, and not searched for.

const TYPES = ['string', 'number', 'boolean', 'array', 'object', 'null']

type Opposite = (asked: Json) => JsonObject[]

const limit =
  (keyword: string, step: number, more: JsonObject = {}): Opposite =>
  (asked) =>
    typeof asked === 'number' ? [{ ...more, [keyword]: asked + step }] : []

/** By keyword: schemas of which each is enough. */
const OPPOSITES: Readonly<Record<string, Opposite>> = {
  type: (asked) => {
    const named = Array.isArray(asked) ? asked : [asked]
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
  not: (asked) => (isObject(asked) ? [asked] : []),
  items: (asked) => [{ type: 'array', items: { not: asked }, minItems: 1 }],
  contains: (asked) => [{ type: 'array', items: { not: asked } }],
  required: (asked) =>
    Array.isArray(asked)
      ? asked.flatMap((name) =>
          typeof name === 'string' ? [{ properties: { [name]: false } }] : [],
        )
      : [],
  properties: (asked) =>
    isObject(asked)
      ? Object.entries(asked).map(([name, schema]) => ({
          properties: { [name]: { not: schema } },
          required: [name],
        }))
      : [],
  allOf: (asked) => (Array.isArray(asked) ? asked.flatMap(opposites) : []),
  // Each of them has to fail.
  anyOf: (asked) =>
    Array.isArray(asked)
      ? [asked.reduce<JsonObject>((all, one) => merge(all, opposites(one)[0] ?? { not: one }), {})]
      : [],
}

const MOST = 12

/** Schemas whose values break the given one, as far as one of its keywords tells how. */
export function opposites(schema: Json): JsonObject[] {
  if (!isObject(schema)) return []
  return Object.entries(schema)
    .flatMap(([keyword, asked]) =>
      Object.hasOwn(OPPOSITES, keyword) ? (OPPOSITES[keyword]?.(asked) ?? []) : [],
    )
    .slice(0, MOST)
}

/** Values unlike each other, for schemas that only say what a value is not. */
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
