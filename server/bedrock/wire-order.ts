import type { Json, JsonObject } from '../json.ts'

/** Members with free-form documents: their keys keep the model's order. */
const DOCUMENTS = new Set(['input', 'json', 'additionalModelResponseFields'])

/** The modelled keys in alphabetical order at every level, as Converse sends them. */
export function alphabetical<T>(value: T): T {
  return sorted(value as Json) as T
}

/** The value itself if it is already sorted, as most values created here are. */
function sorted(value: Json): Json {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.every(isInOrder) ? value : value.map(sorted)
  if (isInOrder(value)) return value
  const ordered: JsonObject = {}
  for (const key of Object.keys(value).toSorted()) {
    const member = value[key]
    if (member !== undefined) ordered[key] = DOCUMENTS.has(key) ? member : sorted(member)
  }
  return ordered
}

function isInOrder(value: Json): boolean {
  if (typeof value !== 'object' || value === null) return true
  if (Array.isArray(value)) return value.every(isInOrder)
  let last = ''
  for (const key in value) {
    const member = value[key]
    if (member === undefined || key < last) return false
    if (typeof member === 'object' && !DOCUMENTS.has(key) && !isInOrder(member)) return false
    last = key
  }
  return true
}
