import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { AwsError } from '../../../server/aws/errors.ts'
import { families } from '../../../server/models/families.ts'
import { dialectOf } from '../../../server/dialects/index.ts'
import type { Json } from '../../../server/json.ts'

test('every family has a dialect with its name', () => {
  for (const { dialect } of families) expect(dialectOf(dialect).name).toBe(dialect)
})

test('an unknown dialect is reported', () => {
  expect(() => dialectOf('klingon')).toThrow('There is no dialect named klingon.')
})

describe('any JSON', () => {
  const names = [...new Set(families.map(({ dialect }) => dialect))]
  // JSON made of the dialects' own keys reaches more of their code than random JSON.
  const words = fc.constantFrom(
    ...`messages content role user assistant text type prompt inputText tools max_tokens source
        anthropic_version bedrock-2023-05-31 texts tool_use tool_result toolUse choices usage delta
        output results system message input document image textGenerationConfig taskType
        toString constructor iVBORw0KGgo=`.split(/\s+/),
  )
  const { json } = fc.letrec((tie) => ({
    json: fc.oneof(
      { maxDepth: 5 },
      fc.oneof(words, fc.integer(), fc.constant(null), fc.boolean()),
      fc.array(tie('json'), { maxLength: 3 }),
      fc.dictionary(words, tie('json'), { maxKeys: 5 }),
    ),
  })) as { json: fc.Arbitrary<Json> }

  test.each(names)('%s reads or rejects it, and parses it without harm', (name) => {
    const dialect = dialectOf(name)
    const harmless = (run: () => unknown) => {
      try {
        run()
      } catch (error) {
        if (!(error instanceof AwsError)) throw error
      }
    }
    fc.assert(
      fc.property(json, (value) => {
        harmless(() => dialect.read(value, 'anthropic.claude-sonnet-4-20250514-v1:0'))
        harmless(() => dialect.parse(value))
        harmless(() => dialect.join?.([value, value]))
      }),
      { numRuns: 200 },
    )
  })
})
