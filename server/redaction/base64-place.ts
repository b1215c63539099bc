import type { Json, JsonObject } from '../json.ts'

// Base64 that replays as it was: signatures, encrypted reasoning, media. Only at the places where the models have it,
// and only what is base64 from end to end: the same names in a tool's input mean anything.

/** Members below which a caller or a model writes JSON of its own. */
const FREE =
  /^(?:input|json|arguments|args|parameters|outputs|inputSchema|input_schema|schema|requestMetadata|metadata)$/

const BASE64 = /^[A-Za-z0-9+/_-]+={0,2}$/
const GUARDRAIL = /^arn:aws[a-z-]*:bedrock:[a-z0-9-]*:\d{12}:guardrail(?:-profile)?\/[\w.:-]+$/

/** Where a string stands in a body. */
export interface Place {
  /** Its member's name, or that of its list. */
  name: string
  parent: JsonObject
  /** The name of the member that holds the parent. */
  parentName: string
  /** Somewhere above is JSON of the caller's or the model's own. */
  free: boolean
}

export const TOP: Place = { name: '', parent: {}, parentName: '', free: false }

export function below(place: Place, parent: JsonObject, name: string): Place {
  return { name, parent, parentName: place.name, free: place.free || FREE.test(place.name) }
}

type Test = (place: Place) => boolean

const typed =
  (...types: string[]): Test =>
  ({ parent }) =>
    types.some((type) => parent['type'] === type)
const under =
  (...names: string[]): Test =>
  ({ parentName }) =>
    names.includes(parentName)
const besides =
  (...members: string[]): Test =>
  ({ parent }) =>
    members.some((member) => Object.hasOwn(parent, member))
const either =
  (...tests: Test[]): Test =>
  (place) =>
    tests.some((test) => test(place))

const PLACES: Readonly<Record<string, Test>> = {
  signature: either(
    under('reasoningText', 'reasoningContent'),
    typed('thinking', 'signature_delta'),
  ),
  redactedContent: under('reasoningContent'),
  data: either(typed('redacted_thinking', 'base64'), besides('media_type', 'mime_type', 'format')),
  bytes: either(under('source', 'chunk'), besides('p')),
  encrypted_content: typed('web_search_result', 'reasoning', 'compaction'),
  thoughtSignature: besides('functionCall', 'text', 'thought'),
}

/** Whether a string is base64, or a guardrail's ARN, that a body holds by its place in the model. */
export function isKept(text: string, place: Place): boolean {
  if (place.free || FREE.test(place.name)) return false
  // Part of a guardrail's trace; a rule of settings.yaml hides it where its account must not be seen.
  if (place.name === 'guardrailArn') return GUARDRAIL.test(text)
  return (
    Object.hasOwn(PLACES, place.name) && PLACES[place.name]?.(place) === true && BASE64.test(text)
  )
}

/** Calls `found` with every string of a value, and where it stands. */
export function eachString(
  value: Json,
  found: (text: string, place: Place, path: string[]) => void,
  place = TOP,
  path: string[] = [],
): void {
  if (typeof value === 'string') found(value, place, path)
  else if (Array.isArray(value))
    for (const [at, item] of value.entries()) eachString(item, found, place, [...path, String(at)])
  else if (typeof value === 'object' && value !== null)
    for (const [name, item] of Object.entries(value))
      eachString(item, found, below(place, value, name), [...path, name])
}
