import { describe, expect, test } from 'vitest'
import { AwsError } from '../../../../server/aws/errors.ts'
import type { JsonObject } from '../../../../server/json.ts'
import { ANSWERED, REFUSED } from '../../../support/hostile-schemas.ts'
import { callsOf } from '../asking.ts'

function outcome(schema: JsonObject): string {
  try {
    const calls = callsOf('anything', [{ name: 'tool', schema }], { toolChoice: { any: {} } })
    return calls.length === 1 ? 'answered' : 'nothing'
  } catch (error) {
    if (!(error instanceof AwsError) || error.name !== 'ValidationException') throw error
    return error.message
  }
}

describe('a schema that costs too much', () => {
  test.each(Object.entries(REFUSED))('is rejected with a message: %s', (_, schema) => {
    expect(outcome(schema)).toMatch(
      /^(?:bedrock-local would need too many steps|The answer that bedrock-local would invent is too long)[^.]+\.$/,
    )
  })

  test.each(Object.entries(ANSWERED))('is answered if there is a cheap way: %s', (_, schema) => {
    expect(outcome(schema)).toBe('answered')
  })

  test('is rejected for the same request each time', () => {
    const schema = REFUSED['a thousand heavy patterns'] ?? {}
    expect(outcome(schema)).toBe(outcome(schema))
  })
})
