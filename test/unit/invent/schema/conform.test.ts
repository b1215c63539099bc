import { describe, expect, test } from 'vitest'
import { conforms } from '../../../../server/invent/schema/conform.ts'
import type { Json } from '../../../../server/json.ts'

const ROWS: [schema: Json, good: Json, bad: Json][] = [
  [{ type: 'integer' }, 3, 3.5],
  [{ type: ['string', 'null'] }, null, 1],
  [{ const: { a: [1] } }, { a: [1] }, { a: [2] }],
  [{ enum: ['a', 1] }, 1, '1'],
  [{ minimum: 2, maximum: 4 }, 4, 5],
  [{ exclusiveMinimum: 2 }, 2.1, 2],
  [{ minimum: 2, exclusiveMinimum: true }, 3, 2],
  [{ multipleOf: 0.1 }, 0.3, 0.35],
  [{ minLength: 2 }, '😀😀', '😀'],
  [{ pattern: '^a+$' }, 'aaa', 'ab'],
  [{ format: 'date' }, '2025-02-28', '28.2.2025'],
  [{ format: 'email' }, 'a@b.c', 'a at b'],
  [{ uniqueItems: true }, [1, '1'], [{ a: 1 }, { a: 1 }]],
  [{ items: { type: 'string' } }, ['a'], ['a', 1]],
  [{ prefixItems: [{ type: 'string' }], items: false }, ['a'], ['a', 'b']],
  [{ contains: { const: 1 }, minContains: 2 }, [1, 1], [1]],
  [{ required: ['toString'] }, { toString: 1 }, {}],
  [{ properties: { a: { type: 'string' } }, additionalProperties: false }, { a: 'x' }, { b: 'x' }],
  [{ patternProperties: { '^x': { type: 'integer' } } }, { x1: 1 }, { x1: 'a' }],
  [{ propertyNames: { maxLength: 1 } }, { a: 1 }, { ab: 1 }],
  [{ dependentRequired: { a: ['b'] } }, { a: 1, b: 1 }, { a: 1 }],
  [{ allOf: [{ type: 'string' }, { minLength: 2 }] }, 'ab', 'a'],
  [{ anyOf: [{ type: 'string' }, { type: 'null' }] }, null, 1],
  [{ oneOf: [{ minimum: 1 }, { maximum: 3 }] }, 5, 2],
  [{ not: { const: 1 } }, 2, 1],
  [JSON.parse('{"if":{"const":1},"then":false}') as Json, 2, 1],
  [{ $defs: { a: { type: 'string' } }, items: { $ref: '#/$defs/a' } }, ['x'], [1]],
]

describe('whether a value satisfies a schema', () => {
  test.each(ROWS)('%j', (schema, good, bad) => {
    expect(conforms(schema, good)).toBe(true)
    expect(conforms(schema, bad)).toBe(false)
  })

  test('is decided quickly for patterns with exponential backtracking', () => {
    expect(conforms({ pattern: '^(a+)+$' }, `${'a'.repeat(200)}!`)).toBe(false)
  })

  test('is true for a schema that only refers to itself, if that costs little', () => {
    expect(conforms({ allOf: [{ $ref: '#' }] }, 1)).toBe(true)
    expect(() => conforms({ allOf: [{ $ref: '#' }, { $ref: '#' }] }, 1)).toThrow('too many steps')
  })
})
