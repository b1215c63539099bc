import { isObject } from '../json.ts'
import type { Json, JsonObject } from '../json.ts'

/** Members that hold a document: their keys stay in the order in which the model wrote them. */
const DOCUMENTS = new Set(['input', 'json', 'additionalModelResponseFields'])

/** The modelled keys in alphabetical order at every level, as Converse sends them. */
export function alphabetical<T>(value: T): T {
  return sorted(value as Json) as T
}

function sorted(value: Json): Json {
  if (Array.isArray(value)) return value.map(sorted)
  if (!isObject(value)) return value
  const ordered: JsonObject = {}
  for (const key of Object.keys(value).toSorted()) {
    const member = value[key]
    if (member !== undefined) ordered[key] = DOCUMENTS.has(key) ? member : sorted(member)
  }
  return ordered
}
