import { expect, test } from 'vitest'
import { AwsError } from '../../../../server/aws/errors.ts'
import { Budget } from '../../../../server/invent/budget.ts'
import { conforms } from '../../../../server/invent/schema/conform.ts'
import { generate } from '../../../../server/invent/schema/schema.ts'
import type { Json, JsonObject } from '../../../../server/json.ts'
import { createRandom } from '../../../../server/random.ts'
import type { Random } from '../../../../server/random.ts'

// Schemas that nobody would write: any keyword with any value, references to anywhere. Each of them must be answered
// or rejected within its budget.

const SEEDS = 400
/** A tenth of the usual budget, so that 400 schemas take seconds. */
const STEPS = 50_000
const BYTES = 100_000

const words = (text: string): string[] => text.split(' ')
const SUBSCHEMA = words('not items contains additionalProperties propertyNames if then else')
const LISTS = words('allOf anyOf oneOf prefixItems')
const MAPS = words('properties patternProperties $defs dependentRequired')
const NUMBERS = words(
  'minItems maxItems minLength maxLength minProperties maxProperties minContains maxContains ' +
    'minimum maximum exclusiveMinimum multipleOf',
)
const ANY = words('enum const default examples required type pattern format $ref')

type Pick = <T>(from: readonly T[]) => T

function hostile(random: Random): Json {
  const pick: Pick = (from) => from[random.int(from.length)] as (typeof from)[number]
  const names = ['a', 'b', '__proto__', 'email', 'x'.repeat(300), '']
  const numbers = [0, 1, 2, 3, 7, -1, 0.1, 1_000, 4e9, 1e300]
  const texts = words(
    String.raw`^(a+)+$ (((a){9}){9}){9} [ (?=a) \p{L}* ((a*)*)* .{0,999} email date-time uri # ` +
      `#/$defs/a #/properties/a string object array integer ${'@'.repeat(5_000)}`,
  )
  const scalar = (): Json => pick<Json>([pick(numbers), pick(texts), null, true, false])
  const several = (make: () => Json, max: number): Json[] =>
    Array.from({ length: random.int(max + 1) }, make)
  const schema = (depth: number): Json => {
    if (depth > 5 || random.int(12) === 0) return scalar()
    const made: JsonObject = {}
    for (let left = random.int(5); left >= 0; left--) {
      const inner = (): Json => schema(depth + 1)
      const kind = random.int(6)
      if (kind === 0) made[pick(SUBSCHEMA)] = inner()
      else if (kind === 1) made[pick(LISTS)] = several(inner, 4)
      else if (kind === 2) made[pick(MAPS)] = Object.fromEntries([[pick(names), inner()]])
      else if (kind === 3) made[pick(NUMBERS)] = pick(numbers)
      else if (kind === 4) made['type'] = pick(['string', 'object', 'array', 'integer', 'null'])
      else made[pick(ANY)] = pick<Json>([scalar(), several(scalar, 5), several(inner, 2)])
    }
    if (random.int(4) === 0) made['uniqueItems'] = true
    if (random.int(4) === 0) made['required'] = several(() => pick(names), 3)
    return made
  }
  return schema(0)
}

test('any schema is answered or rejected, the same each time', () => {
  const counts = { answered: 0, refused: 0 }
  const run = (schema: Json): string => {
    try {
      const value = generate(schema, { about: 'tea', optional: true }, new Budget(STEPS, BYTES))
      conforms(schema, value, schema, new Budget(STEPS, BYTES))
      counts.answered++
      return JSON.stringify(value)
    } catch (error) {
      if (!(error instanceof AwsError) || error.name !== 'ValidationException') throw error
      counts.refused++
      return error.message
    }
  }
  for (let seed = 0; seed < SEEDS; seed++) {
    const schema = hostile(createRandom(seed))
    expect(run(schema)).toBe(run(schema))
  }
  expect(counts.answered).toBeGreaterThan(SEEDS)
  expect(counts.refused).toBeGreaterThan(0)
})
