import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { conforms } from '../../../../server/invent/schema/conform.ts'
import { generate } from '../../../../server/invent/schema/schema.ts'
import type { Json, JsonObject } from '../../../../server/json.ts'

const guide = { about: 'tea', optional: true }

const names = fc.constantFrom('name', 'city', 'count', 'price', 'date', 'id', 'tags', 'note')
const number = fc.record({
  type: fc.constantFrom('integer', 'number'),
  minimum: fc.integer({ min: -50, max: 50 }),
  more: fc.nat(40),
})
const scalars = fc.oneof(
  fc
    .tuple(fc.nat(30), fc.nat(20))
    .map(([minLength, more]): Json => ({ type: 'string', minLength, maxLength: minLength + more })),
  fc
    .constantFrom('date', 'date-time', 'time', 'email', 'uri', 'uuid', 'ipv4', 'hostname')
    .map((format): Json => ({ type: 'string', format })),
  fc
    .constantFrom(String.raw`^[A-Z]{3}-\d{4}$`, '^(a|b)c*$', '^[a-f0-9]{8}$')
    .map((pattern): Json => ({ type: 'string', pattern })),
  number.map(({ type, minimum, more }): Json => ({ type, minimum, maximum: minimum + more })),
  number.map(({ type, minimum, more }): Json => ({
    type,
    exclusiveMinimum: minimum,
    exclusiveMaximum: minimum + more + 2,
  })),
  number.map(({ type, minimum, more }): Json => ({
    type,
    minimum,
    maximum: minimum + more + 5,
    multipleOf: 5,
  })),
  fc.constantFrom<Json>(
    { type: 'boolean' },
    { type: 'null' },
    { const: { a: [1, null] } },
    { enum: ['a', 2, null] },
    { type: ['null', 'integer'], minimum: 3 },
    { type: 'string', not: { const: 'Paris' } },
    {},
    true,
  ),
)

interface Schemas {
  schema: Json
}

const { schema: schemas } = fc.letrec<Schemas>((tie) => {
  const any = tie('schema') as fc.Arbitrary<Json>
  return {
    schema: fc.oneof(
      { maxDepth: 4 },
      scalars,
      fc
        .tuple(
          fc.dictionary(names, any, { maxKeys: 5 }),
          fc.array(names, { maxLength: 3 }),
          fc.nat(4),
        )
        .map(([properties, required, minProperties]): Json => ({
          type: 'object',
          properties,
          required,
          minProperties,
        })),
      fc.dictionary(names, any, { maxKeys: 4 }).map((properties): Json => ({
        type: 'object',
        properties,
        required: Object.keys(properties),
        additionalProperties: false,
      })),
      fc.tuple(any, fc.nat(4), fc.nat(3)).map(([items, minItems, more]): Json => ({
        type: 'array',
        items,
        minItems,
        maxItems: minItems + more,
      })),
      fc
        .array(any, { minLength: 1, maxLength: 3 })
        .map((prefixItems): Json => ({ type: 'array', prefixItems, items: false })),
      fc.array(any, { minLength: 1, maxLength: 3 }).map((anyOf): Json => ({ anyOf })),
      fc.tuple(any, any).map(([a, b]): Json => ({
        allOf: [
          { type: 'object', properties: { a }, required: ['a'] },
          { properties: { b }, required: ['b'] },
        ],
      })),
      fc.tuple(any, any).map(([x, y]): Json => ({
        oneOf: [x, y].map((v, nth): Json => ({
          type: 'object',
          required: ['kind', 'v'],
          properties: { kind: { const: nth }, v },
        })),
      })),
    ),
  }
})

const CASES: Record<string, Json> = {
  'a schema that contains itself': {
    type: 'object',
    properties: { value: { type: 'integer' }, children: { type: 'array', items: { $ref: '#' } } },
    required: ['value', 'children'],
    additionalProperties: false,
  },
  'a list linked by anyOf with null': {
    $defs: {
      node: {
        type: 'object',
        properties: {
          v: { type: 'string' },
          next: { anyOf: [{ $ref: '#/$defs/node' }, { type: 'null' }] },
        },
        required: ['v', 'next'],
      },
    },
    $ref: '#/$defs/node',
  },
  'definitions of draft 4': {
    definitions: { 'a/b': { type: 'number', minimum: 0, exclusiveMinimum: true } },
    type: 'object',
    properties: { n: { $ref: '#/definitions/a~1b' } },
    required: ['n'],
  },
  'unique items of few values': {
    type: 'array',
    items: { enum: ['a', 'b', 'c'] },
    minItems: 3,
    uniqueItems: true,
  },
  'unique strings': {
    type: 'array',
    items: { type: 'string', maxLength: 3 },
    minItems: 6,
    uniqueItems: true,
  },
  'unique booleans': { type: 'array', items: { type: 'boolean' }, minItems: 2, uniqueItems: true },
  'items that cannot exist': { type: 'array', items: { not: {} } },
  'an item that must be contained': {
    type: 'array',
    items: { type: 'integer' },
    contains: { const: 7 },
    maxItems: 2,
  },
  'if, then, else': JSON.parse(String.raw`{
    "type": "object",
    "properties": { "country": { "enum": ["US", "FR"] }, "zip": { "type": "string" } },
    "required": ["country", "zip"],
    "if": { "properties": { "country": { "const": "US" } } },
    "then": { "properties": { "zip": { "pattern": "^\\d{5}$" } } },
    "else": { "properties": { "zip": { "pattern": "^F-" } } }
  }`) as Json,
  'members that depend on others': {
    type: 'object',
    properties: { card: { type: 'string' } },
    dependentRequired: { card: ['address'] },
    required: ['card'],
  },
  'named by a pattern': {
    type: 'object',
    patternProperties: { '^x-[a-z]{3}$': { type: 'integer' } },
    additionalProperties: false,
    minProperties: 2,
  },
  'names of a form': {
    type: 'object',
    propertyNames: { pattern: '^k[0-9]$' },
    additionalProperties: { type: 'null' },
    minProperties: 3,
  },
  'a required member without a schema': { type: 'object', required: ['anything'] },
  'a member with a name of Object.prototype': {
    type: 'object',
    properties: { __proto__: { type: 'string' }, constructor: { type: 'integer' } },
    required: ['constructor'],
  },
  'numbers between two tenths': { type: 'number', exclusiveMinimum: 0.1, exclusiveMaximum: 0.2 },
  'an open limit beside a closed one': { type: 'integer', minimum: 3, exclusiveMinimum: 3 },
  'no type at all': { minItems: 2, items: { minimum: 10 } },
  'a string of an exact length': { type: 'string', minLength: 500, maxLength: 500 },
}

describe('values for a JSON schema', () => {
  test('satisfy it, whatever the schema', () => {
    fc.assert(
      fc.property(schemas, (schema) => {
        expect(conforms(schema, generate(schema, guide))).toBe(true)
      }),
      { numRuns: 400 },
    )
  })

  test.each(Object.entries(CASES))('satisfy %s', (_, schema) => {
    const value = generate(schema, guide)
    expect({ value, conforms: conforms(schema, value) }).toEqual({ value, conforms: true })
    expect(generate(schema, guide)).toEqual(value)
  })

  test.each<Json>([
    { type: 'string', format: 'constructor' },
    { type: 'object', properties: { a: { type: 'string' } }, required: [{ toString: 1 }, 'a'] },
  ])('are invented for a nonsensical schema: %j', (schema) => {
    expect(() => generate(schema, guide)).not.toThrow()
  })

  test('prefer a constant, a default or an example to an invention', () => {
    const properties = {
      a: { const: 1 },
      b: { type: 'string', default: 'x' },
      c: { type: 'integer', examples: [42] },
    }
    expect(generate({ type: 'object', properties }, guide)).toEqual({ a: 1, b: 'x', c: 42 })
  })

  test('omit optional members, unless everything or a hinted value is requested', () => {
    const schema = {
      type: 'object',
      properties: { a: { type: 'string' }, b: { type: 'string' } },
      required: ['a'],
    }
    const hint = (name: string): Json | undefined => (name === 'b' ? 'hinted' : undefined)
    expect(Object.keys(generate(schema, { about: '', optional: false }) ?? {})).toEqual(['a'])
    expect(generate(schema, { about: '', optional: false, hint })).toMatchObject({ b: 'hinted' })
  })

  test('ignore a hint that the schema forbids', () => {
    const schema = {
      type: 'object',
      properties: { n: { type: 'integer', maximum: 5 } },
      required: ['n'],
    }
    const value = generate(schema, { about: '', optional: false, hint: () => 9 })
    expect(conforms(schema, value)).toBe(true)
  })

  test.each([
    [
      'a circle of references',
      { $ref: '#/$defs/a', $defs: { a: { $ref: '#/$defs/b' }, b: { $ref: '#/$defs/a' } } },
    ],
    ['a reference to nowhere', { $ref: '#/$defs/none' }],
    [
      'a member that requires itself forever',
      { type: 'object', properties: { a: { $ref: '#' } }, required: ['a'] },
    ],
    ['a schema that nothing satisfies', { type: 'string', enum: [1] }],
    ['false', false],
    ['branches that double at each step', doubling(8)],
    ['parts that double at each step', laughing(8)],
    ['a branch that is the whole schema', { anyOf: [{ $ref: '#' }] }],
    ['a thousand members', { type: 'object', properties: members(1_000) }],
    ['thousands of parts', { allOf: Array.from({ length: 3_000 }, () => ({ type: 'object' })) }],
  ])('terminate for %s', (_, schema) => {
    expect(generate(schema, guide)).toBeDefined()
  })
})

function doubling(levels: number): Json {
  const $defs: Record<string, Json> = { d0: { type: 'integer' } }
  for (let level = 1; level <= levels; level++) {
    const $ref = `#/$defs/d${level - 1}`
    $defs[`d${level}`] = {
      type: 'object',
      properties: { a: { anyOf: [{ $ref }, { $ref }] }, b: { $ref } },
      required: ['a', 'b'],
    }
  }
  return { $defs, $ref: `#/$defs/d${levels}` }
}

function members(count: number): JsonObject {
  return Object.fromEntries(
    Array.from({ length: count }, (_, nth) => [`p${nth}`, { type: 'string' }]),
  )
}

function laughing(levels: number): Json {
  const $defs: Record<string, Json> = { d0: { type: 'integer' } }
  for (let level = 1; level <= levels; level++)
    $defs[`d${level}`] = {
      allOf: [{ $ref: `#/$defs/d${level - 1}` }, { $ref: `#/$defs/d${level - 1}` }],
    }
  return { $defs, $ref: `#/$defs/d${levels}` }
}
