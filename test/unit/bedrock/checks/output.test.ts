import { expect, it } from 'vitest'
import { converse, user } from '../../../support/refusals.ts'

const CLAUDE = 'us.anthropic.claude-sonnet-4-5-20250929-v1:0'

function asked(schema: string) {
  const textFormat = { type: 'json_schema', structure: { jsonSchema: { schema } } }
  return converse(CLAUDE, { messages: [user('hello')], outputConfig: { textFormat } })
}

it.each(['{', '[]', '"object"', ''])('a schema that is no JSON object is refused: %j', (schema) => {
  expect(asked(schema)).toBe(
    'The format of the value at outputConfig.textFormat.structure.jsonSchema.schema is invalid. Provide a json object for the field and try again.',
  )
})

it('a schema that is a JSON object is taken', () => {
  expect(asked('{"type":"object"}')).toBeUndefined()
})
