import { isObject } from '../../json.ts'
import type { Json, JsonObject } from '../../json.ts'
import type { Budget } from '../budget.ts'
import { equalityKey } from './equality.ts'

// The constraints of a schema in one object: references are followed, and `allOf` is merged. The generator uses this;
// its value is then validated against the original schema.

const MAX_BRANCHES = 32
const LARGER = new Set(['minimum', 'exclusiveMinimum', 'minLength', 'minItems', 'minProperties'])
const SMALLER = new Set(['maximum', 'exclusiveMaximum', 'maxLength', 'maxItems', 'maxProperties'])
const BRANCHES = new Set(['anyOf', 'oneOf'])
const SUBSCHEMAS = new Set(['items', 'additionalProperties', 'propertyNames', 'contains'])

/** What a JSON pointer fragment (`#/$defs/city`) names. */
export function pointed(root: Json, reference: string, budget: Budget): Json | undefined {
  budget.spend(reference.length / 4)
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

function list(value: Json | undefined): Json[] {
  if (value === undefined) return []
  return Array.isArray(value) ? value : [value]
}

function bothTypes(a: Json, b: Json, budget: Budget): Json {
  const left = list(a)
  const right = list(b)
  budget.spend(left.length * right.length)
  const shared = left.filter((type) => right.includes(type))
  const whole = [left, right].some((types) => types.includes('integer'))
  if (whole && !shared.includes('integer') && [...left, ...right].includes('number'))
    shared.push('integer')
  return shared.length === 1 ? (shared[0] ?? null) : shared
}

function bothProperties(a: JsonObject, b: JsonObject, budget: Budget): JsonObject {
  const joined = copy(a, budget)
  for (const [name, schema] of Object.entries(b))
    joined[name] = Object.hasOwn(a, name) ? bothSchemas(a[name] ?? true, schema, budget) : schema
  return joined
}

function bothSchemas(a: Json, b: Json, budget: Budget): Json {
  if (a === false || b === false) return false
  if (!isObject(a)) return b
  return isObject(b) ? merge(a, b, budget) : a
}

function bothBranches(a: Json[], b: Json[], budget: Budget): Json[] {
  const branches: Json[] = []
  for (const left of a)
    for (const right of b) {
      if (branches.length >= MAX_BRANCHES) return branches
      branches.push(bothSchemas(left, right, budget))
    }
  return branches
}

function both(key: string, a: Json, b: Json, budget: Budget): Json {
  if (key === 'type') return bothTypes(a, b, budget)
  if (SUBSCHEMAS.has(key)) return bothSchemas(a, b, budget)
  if (key === 'not') return { anyOf: [a, b] }
  if (typeof a === 'number' && typeof b === 'number') {
    if (LARGER.has(key)) return Math.max(a, b)
    if (SMALLER.has(key)) return Math.min(a, b)
    if (key === 'multipleOf') return multiple(a, b)
  }
  if (isObject(a) && isObject(b)) return bothProperties(a, b, budget)
  if (Array.isArray(a) && Array.isArray(b)) {
    budget.spend(a.length + b.length)
    if (BRANCHES.has(key)) return bothBranches(a, b, budget)
    if (key === 'enum') {
      const allowed = new Set(b.map((value) => equalityKey(value, budget)))
      return a.filter((value) => allowed.has(equalityKey(value, budget)))
    }
    if (key === 'required' || key === 'allOf') return [...new Set([...a, ...b])]
  }
  return b
}

/** The least common multiple of two integers. */
function multiple(a: number, b: number): number {
  let [large, small] = [a, b]
  if (!Number.isInteger(a) || !Number.isInteger(b)) return Math.max(a, b)
  while (small !== 0) [large, small] = [small, large % small]
  return (a / large) * b
}

function copy(schema: JsonObject, budget: Budget): JsonObject {
  budget.spend(Object.keys(schema).length)
  return { ...schema }
}

/** One schema that demands what both demand. */
export function merge(a: JsonObject, b: JsonObject, budget: Budget): JsonObject {
  const joined = copy(a, budget)
  const added = Object.entries(b)
  budget.spend(added.length)
  for (const [key, value] of added) {
    const mine = Object.hasOwn(a, key) ? a[key] : undefined
    joined[key] = mine === undefined ? value : both(key, mine, value, budget)
  }
  return joined
}

/** A schema without `$ref` and `allOf` at its top level. Null for a broken or cyclic reference. */
export function flatten(
  schema: JsonObject,
  root: Json,
  budget: Budget,
  followed: readonly string[] = [],
): JsonObject | null {
  budget.spend(1 + followed.length)
  if (schema['$ref'] === undefined && schema['allOf'] === undefined) return schema
  const { $ref, allOf, ...own } = copy(schema, budget)
  let flat: JsonObject = own
  for (const part of [...(typeof $ref === 'string' ? [$ref] : []), ...list(allOf)]) {
    const reference = typeof part === 'string' ? part : undefined
    if (reference !== undefined && followed.includes(reference)) return null
    const target = reference === undefined ? part : pointed(root, reference, budget)
    if (target === true) continue
    if (!isObject(target)) return null
    const path = reference === undefined ? followed : [...followed, reference]
    const inner = flatten(target, root, budget, path)
    if (inner === null) return null
    flat = merge(inner, flat, budget)
  }
  return flat
}
