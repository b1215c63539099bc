import type { JsonObject } from '../../json.ts'
import { counted } from './lists.ts'
import type { AnswerSubject } from './subject.ts'
import { topicOf } from './topic.ts'

// Builds a schema for JSON that a prompt describes in words, by member names or by an example.

/** Most prompts do not mention JSON: this skips them quickly. */
const JSON_NAMED = /json/i
const ASKS =
  /\b(?:return|respond|reply|answer|output|format|produce|give|as|in|with|valid|only|strict)\b[^.\n]{0,60}\bjson\b(?: (?:array|list))?/i
const STANDING =
  /\b(?:return|respond|reply|answer|output|produce)\b[^.\n]{0,60}\bjson\b(?: (?:array|list))?/i
const KEYS =
  /\b(?:keys?|fields?|properties|property|attributes)(?: named| called)?:? ((?:["'`]?\w+["'`]?(?:,? and |, ?|(?=\W|$)))+)|\bwith ((?:["'`]\w+["'`](?:,? and |, ?| ))+)(?:keys|fields|properties)\b/i
/** An example of the JSON: `{"product": string, "price": number}`. */
export const EXAMPLE = /\{[^{}]{1,600}\}/
const EXAMPLE_MEMBER = /["'](\w{1,60})["']\s*:\s*["'<]?(\[|\w*)/g
const WHOLE_NUMBER =
  /(?:^|_)(?:age|count|number|year|price|quantity|score|rating)$|[a-z](?:Age|Count|Number|Year)$/

function typeOf(key: string, example = ''): JsonObject {
  if (/^(?:number|float|decimal|\d)/i.test(example)) return { type: 'number' }
  if (/^int/i.test(example)) return { type: 'integer' }
  if (/^(?:bool|true|false)/i.test(example)) return { type: 'boolean' }
  if (/^(?:\[|array|list)/i.test(example)) return { type: 'array', items: { type: 'string' } }
  return { type: example === '' && WHOLE_NUMBER.test(key) ? 'integer' : 'string' }
}

function membersIn(text: string): JsonObject {
  const members: JsonObject = {}
  for (const [, key = '', example] of EXAMPLE.exec(text)?.[0].matchAll(EXAMPLE_MEMBER) ?? [])
    members[key] = typeOf(key, example)
  if (Object.keys(members).length > 0) return members
  const [, after, before] = KEYS.exec(text) ?? []
  for (const key of (after ?? before)?.match(/\w+/g) ?? [])
    if (key !== 'and') members[key] = typeOf(key)
  return members
}

interface Named {
  schema: JsonObject
  /** What its values are about. */
  about: string
  /** The system prompt asks for it, and not the request itself. */
  isStanding: boolean
}

/** Undefined if the prompt does not ask for JSON. */
export function namedSchema({ request, instructions, topic }: AnswerSubject): Named | undefined {
  if (!JSON_NAMED.test(request) && !JSON_NAMED.test(instructions)) return undefined
  const standing = STANDING.exec(instructions)
  const match = standing ?? ASKS.exec(request)
  if (match === null) return undefined
  const isStanding = standing !== null
  const named = membersIn(match.input)
  const properties =
    Object.keys(named).length > 0 ? named : membersIn(`${instructions}\n${request}`)
  const required = Object.keys(properties)
  const object: JsonObject = { type: 'object', properties, required }
  const subject = topic.replace(AS_JSON, '').replace(ASKING, '')
  const { count, about } = counted(subject || topicOf(request.replace(EXAMPLE, '')) || topic)
  if (!/\bjson (?:array|list)\b/i.test(match[0])) return { schema: object, about, isStanding }
  const items = required.length > 0 ? object : { type: 'string' }
  return { schema: { type: 'array', items, minItems: count }, about, isStanding }
}

const ASKING =
  /^(?:(?:return|respond|reply|output|give|create|generate|produce|write|make|extract|list)(?: me)?(?: only)?(?: with)? )?(?:(?:an? |the )?(?:valid )?json(?: (?:array|list|object))?(?: (?:of|with|for|containing|that lists))? ?)?/i
const AS_JSON = /[: ]*\{.*$|,? (?:as|in|into) (?:an? |the )?(?:valid )?json\b.*$/i
