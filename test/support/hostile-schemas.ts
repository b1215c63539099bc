import type { Json, JsonObject } from '../../server/json.ts'

// JSON schemas that once blocked the server for seconds or ran it out of memory.

const required = (value: Json): JsonObject => ({
  type: 'object',
  properties: { value },
  required: ['value'],
})
const repeat = (times: number, make: (nth: number) => Json): Json[] =>
  Array.from({ length: times }, (_, nth) => make(nth))
const members = (times: number, make: (nth: number) => Json): JsonObject => {
  const properties = Object.fromEntries(
    Array.from({ length: times }, (_, nth) => [`m${nth}`, make(nth)]),
  )
  return { type: 'object', properties, required: Object.keys(properties) }
}
const texts = (times: number, of: string): string[] =>
  Array.from({ length: times }, (_, nth) => `${of}${nth}`)

/** Schemas that are too expensive in any case. */
export const REFUSED: Record<string, JsonObject> = {
  'contains with a huge minContains': required({
    type: 'array',
    contains: { type: 'integer' },
    minContains: 4e9,
  }),
  'an optional pattern a hundred thousand times': required({
    type: 'string',
    pattern: String.raw`[\w\d]?`.repeat(100_000),
  }),
  'a thousand heavy patterns': members(1_000, (nth) => ({
    type: 'string',
    pattern: `^(a|b|c){${(nth % 900) + 100}}$`,
  })),
  'recursion by not': {
    ...required({ $ref: '#/$defs/a' }),
    $defs: { a: { not: { anyOf: repeat(2, () => ({ not: { $ref: '#/$defs/a' } })) } } },
  },
  'recursion by anyOf': {
    ...required({ $ref: '#/$defs/a' }),
    $defs: { a: { anyOf: repeat(3, () => ({ allOf: repeat(2, () => ({ $ref: '#/$defs/a' })) })) } },
  },
  'minProperties with patternProperties': required({
    type: 'object',
    patternProperties: { '^(a|b){40}$': { type: 'string' } },
    additionalProperties: false,
    minProperties: 1e9,
  }),
  'minProperties alone': required({ type: 'object', minProperties: 1e9 }),
  'unique items without end': required({
    type: 'array',
    items: { type: 'string' },
    minItems: 1e9,
    uniqueItems: true,
  }),
  'nested lists of anything': required(
    Array.from({ length: 4 }).reduce<Json>(
      (items) => ({ type: 'array', items, minItems: 1_000 }),
      true,
    ),
  ),
  'nested counted repetitions': required({
    type: 'string',
    pattern: '((((){256}){256}){256}){256}',
  }),
  'nested stars with a length': required({
    type: 'string',
    pattern: '(((((()*)*)*)*)*)*',
    minLength: 20,
  }),
  'an enum that fits no type': required({ type: 'integer', enum: texts(50_000, 'e') }),
  'tens of thousands of members': members(20_000, () => ({ type: 'string' })),
  'two thousand long strings': members(2_000, () => ({ type: 'string', minLength: 100_000 })),
  'a huge string': required({ type: 'string', minLength: 1e9 }),
  'a huge string of a pattern': required({ type: 'string', minLength: 1e9, pattern: 'a' }),
  'a long constant many times': required({
    type: 'array',
    items: { const: 'x'.repeat(100_000) },
    minItems: 1_000,
  }),
  'thousands of equal branches': required({ oneOf: repeat(4_000, () => ({ type: 'string' })) }),
  'definitions that double': {
    ...required({ $ref: '#/$defs/d24' }),
    $defs: Object.fromEntries(
      Array.from({ length: 25 }, (_, nth) => [
        `d${nth}`,
        nth === 0 ? {} : { allOf: repeat(2, () => ({ $ref: `#/$defs/d${nth - 1}` })) },
      ]),
    ),
  },
}
/** Schemas with an efficient solution. */
export const ANSWERED: Record<string, JsonObject> = {
  'a thousand unique items': required({
    type: 'array',
    items: { type: 'string' },
    minItems: 1_000,
    uniqueItems: true,
  }),
  'a constant that is almost an email address': required({
    const: `${'@'.repeat(50_000)}.${'a.'.repeat(50_000)}`,
    format: 'email',
  }),
  'two large enums': required({
    allOf: [{ enum: texts(5_000, 'a') }, { enum: [...texts(5_000, 'b'), 'a7'] }],
  }),
}
