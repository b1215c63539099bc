import { isObject } from '../../json.ts'
import type { Json, JsonObject } from '../../json.ts'

// What a schema asks, gathered into one object: references followed, allOf joined. The generator
// then has one place to look; whether its value holds is asked of the schema as it was written.

const MOST_BRANCHES = 32
const LARGER = new Set(['minimum', 'exclusiveMinimum', 'minLength', 'minItems', 'minProperties'])
const SMALLER = new Set(['maximum', 'exclusiveMaximum', 'maxLength', 'maxItems', 'maxProperties'])
const BRANCHES = new Set(['anyOf', 'oneOf'])
const SUBSCHEMAS = new Set(['items', 'additionalProperties', 'propertyNames', 'contains'])

/** What a JSON pointer fragment (`#/$defs/city`) names. */
export function pointed(root: Json, reference: string): Json | undefined {
  if (!reference.startsWith('#')) return undefined
  let at: Json | undefined = root
  for (const part of reference.slice(1).split('/').slice(1)) {
    const key = unescape(part)
    if (Array.isArray(at)) at = at[Number(key)]
    else at = isObject(at) && Object.hasOwn(at, key) ? at[key] : undefined
  }
  return at
}

function unescape(part: string): string {
  try {
    return decodeURIComponent(part).replaceAll('~1', '/').replaceAll('~0', '~')
  } catch {
    return part
  }
}

export function same(a: Json | undefined, b: Json | undefined): boolean {
  if (a === b) return true
  if (Array.isArray(a) && Array.isArray(b))
    return a.length === b.length && a.every((item, at) => same(item, b[at]))
  if (!isObject(a) || !isObject(b)) return false
  const keys = Object.keys(a)
  return (
    keys.length === Object.keys(b).length &&
    keys.every((key) => Object.hasOwn(b, key) && same(a[key], b[key]))
  )
}

function list(value: Json | undefined): Json[] {
  if (value === undefined) return []
  return Array.isArray(value) ? value : [value]
}

function bothTypes(a: Json, b: Json): Json {
  const left = list(a)
  const right = list(b)
  const shared = left.filter((type) => right.includes(type))
  const whole = [left, right].some((types) => types.includes('integer'))
  if (whole && !shared.includes('integer') && [...left, ...right].includes('number'))
    shared.push('integer')
  return shared.length === 1 ? (shared[0] ?? null) : shared
}

function bothProperties(a: JsonObject, b: JsonObject): JsonObject {
  const joined: JsonObject = { ...a }
  for (const [name, schema] of Object.entries(b))
    joined[name] = Object.hasOwn(a, name) ? bothSchemas(a[name] ?? true, schema) : schema
  return joined
}

function bothSchemas(a: Json, b: Json): Json {
  if (a === false || b === false) return false
  if (!isObject(a)) return b
  return isObject(b) ? merge(a, b) : a
}

function bothBranches(a: Json[], b: Json[]): Json[] {
  return a.flatMap((left) => b.map((right) => bothSchemas(left, right))).slice(0, MOST_BRANCHES)
}

function both(key: string, a: Json, b: Json): Json {
  if (key === 'type') return bothTypes(a, b)
  if (SUBSCHEMAS.has(key)) return bothSchemas(a, b)
  if (key === 'not') return { anyOf: [a, b] }
  if (typeof a === 'number' && typeof b === 'number') {
    if (LARGER.has(key)) return Math.max(a, b)
    if (SMALLER.has(key)) return Math.min(a, b)
    if (key === 'multipleOf') return multiple(a, b)
  }
  if (isObject(a) && isObject(b)) return bothProperties(a, b)
  if (Array.isArray(a) && Array.isArray(b)) {
    if (BRANCHES.has(key)) return bothBranches(a, b)
    if (key === 'enum') return a.filter((value) => b.some((other) => same(value, other)))
    if (key === 'required' || key === 'allOf') return [...new Set([...a, ...b])]
  }
  return b
}

function multiple(a: number, b: number): number {
  let [large, small] = [a, b]
  if (!Number.isInteger(a) || !Number.isInteger(b)) return Math.max(a, b)
  while (small !== 0) [large, small] = [small, large % small]
  return (a / large) * b
}

/** One schema that asks what both ask. */
export function merge(a: JsonObject, b: JsonObject): JsonObject {
  const joined: JsonObject = { ...a }
  for (const [key, value] of Object.entries(b)) {
    const mine = Object.hasOwn(a, key) ? a[key] : undefined
    joined[key] = mine === undefined ? value : both(key, mine, value)
  }
  return joined
}

const MOST_PARTS = 400

/** A schema without `$ref` and `allOf` at its own level. Null where a reference leads nowhere, in a circle or to too much. */
export function flatten(schema: JsonObject, root: Json): JsonObject | null {
  return flattened(schema, root, [], { left: MOST_PARTS })
}

function flattened(
  schema: JsonObject,
  root: Json,
  seen: readonly string[],
  parts: { left: number },
): JsonObject | null {
  const { $ref, allOf, ...own } = schema
  let flat: JsonObject = own
  for (const part of [...(typeof $ref === 'string' ? [$ref] : []), ...list(allOf)]) {
    const reference = typeof part === 'string' ? part : undefined
    if (--parts.left < 0 || (reference !== undefined && seen.includes(reference))) return null
    const target = reference === undefined ? part : pointed(root, reference)
    if (target === true) continue
    if (!isObject(target)) return null
    const inner = flattened(
      target,
      root,
      reference === undefined ? seen : [...seen, reference],
      parts,
    )
    if (inner === null) return null
    flat = merge(inner, flat)
  }
  return flat
}
