import { readFileSync } from 'node:fs'
import { load } from 'js-yaml'
import { expect, test } from 'vitest'
import { declarationMistake } from '../../../server/guardrails/declared.ts'
import { guardrailSchema } from '../../../server/guardrails/json-schema.ts'
import { conforms } from '../../../server/invent/schema/conform.ts'
import type { Json, JsonObject } from '../../../server/json.ts'

const schema = guardrailSchema() as Json
const text = readFileSync('fixtures/guardrails/support-bot.yaml', 'utf8')
const bundled = load(text) as JsonObject

test('the bundled guardrail follows the schema that it names', () => {
  expect(text).toMatch(/^# yaml-language-server: \$schema=\.\.\/guardrail\.schema\.json\n/)
  expect(conforms(schema, bundled)).toBe(true)
})

test.each<[string, JsonObject, boolean]>([
  ['a description', { description: 'For readers.' }, true],
  ['a name with a space', { name: 'support bot' }, false],
  ['a member of GetGuardrail', { topicPolicy: {} }, false],
  [
    'a type that does not exist',
    {
      contentPolicyConfig: {
        filtersConfig: [{ type: 'RUDE', inputStrength: 'LOW', outputStrength: 'LOW' }],
      },
    },
    false,
  ],
  ['an invalid id', { id: 'Support Bot' }, false],
])('%s: schema and check agree', (_, more, fits) => {
  const written = { ...bundled, ...more }
  const { id, ...body } = written
  expect(conforms(schema, written)).toBe(fits)
  expect(declarationMistake(id as string, body) === undefined).toBe(fits)
})
