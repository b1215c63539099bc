import { isObject } from '../../json.ts'
import type { Json, JsonObject } from '../../json.ts'
import { conforms } from './conform.ts'
import { equalityKey } from './equality.ts'
import { LEAN, limit } from './place.ts'
import type { Make, ValuePlace } from './place.ts'

/** The length of a list whose schema does not limit it. */
const USUAL_LENGTH = 2

export function makeArray(schema: JsonObject, at: ValuePlace, make: Make): Json[] {
  const tuple = [schema['prefixItems'], schema['items']].find(Array.isArray) ?? []
  const rest = schema['items'] === tuple ? schema['additionalItems'] : schema['items']
  const min = limit(schema, 'minItems', 0)
  const usual = Math.max(min, tuple.length, isImpossible(rest) ? 0 : USUAL_LENGTH)
  const length = Math.min(at.depth > LEAN ? min : usual, limit(schema, 'maxItems', Infinity))
  const list: Json[] = []
  const inner = { ...at, depth: at.depth + 1, required: true, hinted: false }
  const unique = schema['uniqueItems'] === true ? new Set<string>() : undefined
  // An attempt may repeat an earlier item.
  for (let nth = 0; list.length < length && nth < length * 3 + 8; nth++) {
    const item = make(tuple[list.length] ?? rest ?? true, { ...inner, nth })
    at.budget.write(1)
    const key = unique === undefined ? '' : equalityKey(item, at.budget)
    if (unique?.has(key) === true) continue
    unique?.add(key)
    list.push(item)
  }
  return contain(schema, list, inner, make)
}

/** `false`, or as Zod writes it, `{ not: {} }`. */
function isImpossible(schema: Json | undefined): boolean {
  if (!isObject(schema)) return schema === false
  const { not } = schema
  return not === true || (isObject(not) && Object.keys(not).length === 0)
}

/** Adds the items that `contains` demands, at the front. */
function contain(schema: JsonObject, list: Json[], at: ValuePlace, make: Make): Json[] {
  const { contains } = schema
  if (contains === undefined || conforms(schema, list, at.root, at.budget)) return list
  const min = limit(schema, 'minContains', 1)
  const held: Json[] = []
  for (let nth = 0; nth < min; nth++) {
    held.push(make(contains, { ...at, nth }))
    at.budget.write(1)
  }
  const full = limit(schema, 'maxItems', Infinity) <= min
  return [...held, ...list].slice(0, full ? min : Math.max(list.length, min))
}
