import { expect, test } from 'vitest'
import type { ToolSpec } from '../../../server/neutral/prompt.ts'
import type { Json, JsonObject } from '../../../server/json.ts'
import { callsOf } from './asking.ts'

function inputFor(text: string, properties: JsonObject): Json | undefined {
  const schema = { type: 'object', properties, required: Object.keys(properties) }
  const tool: ToolSpec = { name: 'register', description: 'Registers', schema }
  return callsOf(text, [tool], { toolChoice: { any: {} } })[0]?.input
}

const integer = { type: 'integer' }
const string = { type: 'string' }

test('a number that cannot be an age is ignored', () => {
  expect(inputFor('I paid 4500 for it', { age: integer })).not.toEqual({ age: 4500 })
  expect(inputFor('Invoice 12: Ann is 32 years old', { age: integer })).toEqual({ age: 32 })
})

test('a number that is part of a name is not a count', () => {
  expect(inputFor('My order number is 12345', { guests: integer })).not.toEqual({ guests: 12345 })
  expect(inputFor('Where is order 12345?', { order_id: string, guests: integer })).toMatchObject({
    order_id: '12345',
  })
})

test('a number that does not fit the schema is left to the next argument', () => {
  const small = { type: 'integer', maximum: 10 }
  expect(inputFor('Take 500 of the 3', { few: small, many: integer })).toEqual({
    few: 3,
    many: 500,
  })
})
