import type { Json, JsonObject } from '../json.ts'

// Base64 that must replay unchanged: signatures, encrypted reasoning, media. Only where the models define it,
// and only if the whole string is base64: in a tool's input, the same names can mean anything.

/** Members below which callers or models write their own JSON. */
const FREE =
  /^(?:input|json|arguments|args|parameters|outputs|inputSchema|input_schema|schema|requestMetadata|metadata)$/

const BASE64 = /^[A-Za-z0-9+/_-]+={0,2}$/
const GUARDRAIL = /^arn:aws[a-z-]*:bedrock:[a-z0-9-]*:\d{12}:guardrail(?:-profile)?\/[\w.:-]+$/

/** The position of a string in a body. */
export interface StringPlace {
  /** The name of its member or of its list. */
  name: string
  parent: JsonObject
  /** The name of the parent's member. */
  parentName: string
  /** Whether an ancestor contains free-form JSON of the caller or the model. */
  free: boolean
}

export const TOP: StringPlace = { name: '', parent: {}, parentName: '', free: false }

export function below(place: StringPlace, parent: JsonObject, name: string): StringPlace {
  return { name, parent, parentName: place.name, free: place.free || FREE.test(place.name) }
}

type Test = (place: StringPlace) => boolean

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

/** Whether a string's position shows that it is base64 or a guardrail's ARN. */
export function isKept(text: string, place: StringPlace): boolean {
  if (place.free || FREE.test(place.name)) return false
  // Part of a guardrail's trace; add a rule to settings.yaml to hide its account.
  if (place.name === 'guardrailArn') return GUARDRAIL.test(text)
  return (
    Object.hasOwn(PLACES, place.name) && PLACES[place.name]?.(place) === true && BASE64.test(text)
  )
}

/** Calls `found` with every string in a value and its position. */
export function eachString(
  value: Json,
  found: (text: string, place: StringPlace, path: string[]) => void,
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
