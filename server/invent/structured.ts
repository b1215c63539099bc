import { isObject } from '../json.ts'
import type { Json, JsonObject } from '../json.ts'
import { hintsFrom } from './arguments.ts'
import type { Budget } from './budget.ts'
import { entitiesOf } from './entities.ts'
import { resultHints } from './results.ts'
import { MAKER } from './samples.ts'
import { generate } from './schema/schema.ts'
import { writeFields } from './text/fields.ts'
import { givenText } from './text/given-text.ts'
import { EXAMPLE, namedSchema } from './text/named-members.ts'
import { schemaIn } from './text/schema-in-text.ts'
import type { AnswerSubject } from './text/subject.ts'

// Answers in JSON, or in another structure that the prompt describes.

const ANY_OBJECT: JsonObject = {
  type: 'object',
  properties: { answer: { type: 'string' } },
  required: ['answer'],
}

/** A value of the schema, filled from the results of tools and from a text. */
function valueOf(
  schema: JsonObject,
  text: string,
  { exchanges, topic }: AnswerSubject,
  budget: Budget,
): Json {
  const known = resultHints(exchanges)
  const hints = hintsFrom(entitiesOf(text), budget)
  return generate(
    Object.keys(schema).length === 0 ? ANY_OBJECT : schema,
    {
      about: topic,
      optional: true,
      hint: (name, member) => known(name, member['type']) ?? hints(name, member, true),
    },
    budget,
  )
}

/** JSON of a schema that the request gives. */
export function structured(schema: JsonObject, subject: AnswerSubject, budget: Budget): string {
  const text = JSON.stringify(valueOf(schema, subject.text, subject, budget))
  // If the caller prefilled the answer with `{`, the answer continues from there.
  return subject.prefill !== '' && text.startsWith(subject.prefill)
    ? text.slice(subject.prefill.length)
    : text
}

/** The structure that the prompt describes; undefined if there is none. */
export function describedAnswer(subject: AnswerSubject, budget: Budget): string | undefined {
  const { system, text, fields } = subject
  if (fields !== undefined) {
    const value = valueOf(fields, text, subject, budget)
    return writeFields(isObject(value) ? value : {})
  }
  const inSystem = schemaIn(system)
  if (inSystem !== undefined) return structured(inSystem.schema, subject, budget)
  const schema = schemaIn(text)
  if (schema !== undefined)
    return JSON.stringify(valueOf(schema.schema, schema.rest, subject, budget))
  return namedJson(subject, budget)
}

function namedJson(subject: AnswerSubject, budget: Budget): string | undefined {
  const named = namedSchema(subject)
  if (named === undefined) return undefined
  const { schema, about, isStanding } = named
  if (schema['type'] === 'object' && Object.keys(schema['properties'] ?? {}).length === 0)
    return JSON.stringify({ topic: subject.topic, answer: `An answer invented by ${MAKER}` })
  const from = isStanding ? subject.text : givenText(subject)
  // A bare request holds the names of the members, not their values.
  const holdsValues = isStanding || from !== subject.request
  const entities = entitiesOf(from.replace(EXAMPLE, ''))
  const hint = holdsValues ? hintsFrom(entities, budget) : undefined
  return JSON.stringify(
    generate(schema, { about, optional: true, ...(hint !== undefined && { hint }) }, budget),
  )
}
