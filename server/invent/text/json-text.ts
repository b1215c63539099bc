import type { JsonObject } from '../../json.ts'
import { hintsFrom } from '../arguments.ts'
import { Budget } from '../budget.ts'
import { entitiesOf } from '../entities.ts'
import { given } from './given-text.ts'
import { counted } from './lists.ts'
import { MAKER } from '../samples.ts'
import { generate } from '../schema/schema.ts'
import type { Subject } from './subject.ts'
import { topicOf } from './topic.ts'

// JSON that a prompt asks for in words, as most did before there were schemas.

const KEYS =
  /\b(?:keys?|fields?|properties|property|attributes)(?: named| called)?:? ((?:["'`]?\w+["'`]?(?:,? and |, ?|(?=\W|$)))+)/i
// `{"product": string, "price": number}` as an example of what is wanted.
const EXAMPLE = /\{[^{}]{1,600}\}/
const EXAMPLE_MEMBER = /["'](\w{1,60})["']\s*:\s*["'<]?(\[|\w*)/g
const WHOLE =
  /(?:^|_)(?:age|count|number|year|price|quantity|score|rating)$|[a-z](?:Age|Count|Number|Year)$/

function typeOf(key: string, example = ''): JsonObject {
  if (/^(?:number|float|decimal|\d)/i.test(example)) return { type: 'number' }
  if (/^int/i.test(example)) return { type: 'integer' }
  if (/^(?:bool|true|false)/i.test(example)) return { type: 'boolean' }
  if (/^(?:\[|array|list)/i.test(example)) return { type: 'array', items: { type: 'string' } }
  return { type: example === '' && WHOLE.test(key) ? 'integer' : 'string' }
}

/** The members that a request for JSON names, in words or by an example. */
function membersIn(asked: string): JsonObject {
  const shown = EXAMPLE.exec(asked)?.[0]
  const members: JsonObject = {}
  for (const [, key = '', example] of shown?.matchAll(EXAMPLE_MEMBER) ?? [])
    members[key] = typeOf(key, example)
  if (Object.keys(members).length > 0) return members
  for (const key of KEYS.exec(asked)?.[1]?.match(/\w+/g) ?? [])
    if (key !== 'and') members[key] = typeOf(key)
  return members
}

const ASKING =
  /^(?:(?:return|respond|reply|output|give|create|generate|produce|write|make|extract|list)(?: me)?(?: only)?(?: with)? )?(?:(?:an? |the )?(?:valid )?json(?: (?:array|list|object))?(?: (?:of|with|for|containing|that lists))? ?)?/i
const AS_JSON = /[: ]*\{.*$|,? (?:as|in|into) (?:an? |the )?(?:valid )?json\b.*$/i

export function json(found: RegExpExecArray, subject: Subject): string {
  const budget = new Budget()
  const { topic, request, instructions, text } = subject
  let properties = membersIn(found.input)
  if (Object.keys(properties).length === 0) properties = membersIn(`${instructions}\n${request}`)
  const required = Object.keys(properties)
  const object: JsonObject = { type: 'object', properties, required }
  const isList = /\bjson (?:array|list)\b/i.test(found[0])
  if (required.length === 0 && !isList)
    return JSON.stringify({ topic, answer: `An answer invented by ${MAKER}` })
  const items = required.length > 0 ? object : { type: 'string' }
  // What the request itself says are the names of the members, not their values.
  const from = found.input === instructions ? text : given(subject)
  const hint =
    from === request && found.input === request
      ? undefined
      : hintsFrom(entitiesOf(from.replace(EXAMPLE, '')), budget)
  const asked = topic.replace(AS_JSON, '').replace(ASKING, '')
  const { count, about } = counted(asked || topicOf(from.replace(EXAMPLE, '')) || topic)
  const guide = { about, optional: true, ...(hint !== undefined && { hint }) }
  return JSON.stringify(
    generate(isList ? { type: 'array', items, minItems: count } : object, guide, budget),
  )
}
