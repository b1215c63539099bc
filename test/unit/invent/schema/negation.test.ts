import { expect, test } from 'vitest'
import { conforms } from '../../../../server/invent/schema/conform.ts'
import { generate } from '../../../../server/invent/schema/schema.ts'
import type { JsonObject } from '../../../../server/json.ts'

const ab = { a: { type: 'string' }, b: { type: 'string' } }

test.each<JsonObject>([
  { not: { type: 'string' } },
  { not: { type: ['string', 'number'] } },
  { type: ['string', 'null'], not: { type: 'string' } },
  { type: 'string', not: { minLength: 5 } },
  { type: 'string', not: { maxLength: 30 } },
  { type: 'string', not: { pattern: '^Inv' } },
  { type: 'string', format: 'email', not: { pattern: 'example' } },
  { type: 'string', allOf: [{ not: { const: 'a' } }, { not: { pattern: '^I' } }] },
  { type: 'string', not: { not: { enum: ['k'] } } },
  { type: 'integer', not: { minimum: 0 } },
  { type: 'integer', not: { maximum: 10 } },
  { type: 'integer', not: { enum: [1, 2, 3, 4, 5] } },
  { type: 'number', not: { minimum: 0, maximum: 100 } },
  { type: 'array', items: { type: 'string' }, not: { minItems: 1 } },
  { type: 'array', items: { type: 'string' }, not: { maxItems: 3 } },
  { type: 'array', items: { type: 'integer' }, not: { contains: { const: 1 } } },
  { type: 'object', properties: ab, not: { required: ['b'] } },
  { type: 'object', properties: ab, not: { anyOf: [{ required: ['a'] }, { required: ['b'] }] } },
  {
    type: 'object',
    properties: { a: { enum: ['x', 'y'] } },
    not: { properties: { a: { const: 'x' } } },
  },
])('invents a value that is not %j', (schema) => {
  for (const optional of [true, false]) {
    const guide = { about: 'the weather', optional }
    expect(conforms(schema, generate(schema, guide))).toBe(true)
    const outer = { type: 'object', properties: { value: schema }, required: ['value'] }
    expect(conforms(outer, generate(outer, guide))).toBe(true)
  }
})
