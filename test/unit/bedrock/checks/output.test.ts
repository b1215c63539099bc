import { expect, it } from 'vitest'
import { converse, user } from '../../../support/refusals.ts'

const CLAUDE = 'us.anthropic.claude-sonnet-4-5-20250929-v1:0'

function bodyWith(schema: string) {
  const textFormat = { type: 'json_schema', structure: { jsonSchema: { schema } } }
  return converse(CLAUDE, { messages: [user('hello')], outputConfig: { textFormat } })
}

it.each(['{', '[]', '"object"', ''])(
  'a schema that is not a JSON object is rejected: %j',
  (schema) => {
    expect(bodyWith(schema)).toBe(
      'The format of the value at outputConfig.textFormat.structure.jsonSchema.schema is invalid. Provide a json object for the field and try again.',
    )
  },
)

it('a schema that is a JSON object is accepted', () => {
  expect(bodyWith('{"type":"object"}')).toBeUndefined()
})

const pointing = (path: string) =>
  converse(CLAUDE, { messages: [user('hello')], additionalModelResponseFieldPaths: ['/id', path] })

it.each(['stop_sequence', 'a/b', '/a~', '/a~2b'])(
  'an invalid JSON Pointer is rejected: %s',
  (path) => {
    expect(pointing(path)).toBe(
      'The format of the value at additionalModelResponseFieldPaths.1 is invalid. Provide a JSON Pointer for the field and try again.',
    )
  },
)

it.each(['/stop_sequence', '/delta/stop_sequence', '/a~1b/~0', '/'])(
  '%s is a JSON Pointer',
  (path) => {
    expect(pointing(path)).toBeUndefined()
  },
)
