import { transformJSONSchema } from '@anthropic-ai/sdk/lib/transform-json-schema'
import { expect, test } from 'vitest'
import { conforms } from '../../../../server/invent/schema/conform.ts'
import { generate } from '../../../../server/invent/schema/schema.ts'
import { withStated } from '../../../../server/invent/schema/stated.ts'
import type { Json } from '../../../../server/json.ts'

const ORDER = {
  type: 'object',
  properties: {
    sku: { type: 'string', description: 'The article', pattern: '^[A-Z]{3}, \\d{4}$' },
    quantity: { type: 'integer', minimum: 200, maximum: 300 },
    share: { type: 'number', exclusiveMinimum: 0, exclusiveMaximum: 1 },
    id: { type: 'string', format: 'uuid4' },
    items: { type: 'array', items: { type: 'string', maxLength: 4 }, minItems: 3, maxItems: 4 },
    note: { anyOf: [{ type: 'string', minLength: 90 }, { type: 'null' }] },
  },
  required: ['sku', 'quantity', 'share', 'id', 'items', 'note'],
}

test("values satisfy what Anthropic's SDK moves to the description", () => {
  const sent = transformJSONSchema(structuredClone(ORDER) as never)
  expect(JSON.stringify(sent)).not.toContain('"pattern":')
  for (const hint of [undefined, (): Json => 'Paris'])
    expect(
      conforms(ORDER, generate(sent, { about: 'tea', optional: true, ...(hint && { hint }) })),
    ).toBe(true)
})

test.each([
  // As the SDK for Python writes it.
  ['{format: uuid4}', { format: 'uuid4' }],
  [
    'The share\n\n{exclusiveMaximum: 1, multipleOf: 0.25}',
    { exclusiveMaximum: 1, multipleOf: 0.25 },
  ],
  ["{examples: ['q,r'], pattern: ^a: {2}, b$}", { pattern: '^a: {2}, b$' }],
  ['{default: 5, minimum: 1}', { minimum: 1 }],
  // Not the SDK's.
  ['Like {minimum: 1}', {}],
  ['{minimum: }', {}],
  ['{}', {}],
])('%s', (description, stated) => {
  expect(withStated({ description })).toEqual({ description, ...stated })
})

test('a keyword of the schema itself counts', () => {
  expect(withStated({ description: '{minimum: 1}', minimum: 5 })).toMatchObject({ minimum: 5 })
})
