import { isObject } from '../../json.ts'
import type { Json, JsonObject } from '../../json.ts'
import { branchesOf, ordered, typeFor } from './branches.ts'
import { conforms } from './conform.ts'
import { flatten, merge } from './merge.ts'
import { opposites, UNLIKE } from './negation.ts'
import { makeNumber, makeString } from './scalars.ts'

/** What values are made after. */
export interface Guide {
  /** A value that the request itself holds for a member of that name; taken when the schema allows it. */
  hint?: (name: string, schema: JsonObject, required: boolean) => Json | undefined
  /** What invented strings are about. */
  about: string
  /** Make members that the schema does not require. */
  optional: boolean
}

interface Place {
  root: Json
  guide: Guide
  /** The member's name, or its list's. */
  name: string
  required: boolean
  /** Hints apply: not to the items of a list, which would all get the same. */
  hinted: boolean
  /** Which item of a list. */
  nth: number
  depth: number
  budget: { left: number }
}

// Beyond this only what is required is made, so that schemas that contain themselves come to an end.
const LEAN = 5
const DEEPEST = 64
const BUDGET = 4000
const LIST = 2

function makeBranch(schema: JsonObject, at: Place): Json | undefined {
  const choice = branchesOf(schema)
  if (choice === undefined) return undefined
  let first: Json | undefined
  for (const branch of ordered(choice.branches, at.depth > LEAN)) {
    const flat = isObject(branch) ? flatten(branch, at.root) : {}
    if (branch === false || flat === null) continue
    // A branch may be the whole schema again.
    const value = makeSchema(merge(choice.rest, flat), { ...at, depth: at.depth + 1 })
    if (conforms(schema, value, at.root)) return value
    if (first === undefined) first = value
  }
  return first
}

function given(schema: JsonObject, at: Place): Json | undefined {
  const hint = at.hinted ? at.guide.hint?.(at.name, schema, at.required) : undefined
  const candidates: Json[] = hint === undefined ? [] : [hint]
  if (schema['const'] !== undefined) candidates.push(schema['const'])
  if (Array.isArray(schema['enum'])) {
    const turn = at.nth % (schema['enum'].length || 1)
    candidates.push(...schema['enum'].slice(turn), ...schema['enum'].slice(0, turn))
  }
  if (at.nth === 0 && schema['default'] !== undefined) candidates.push(schema['default'])
  if (Array.isArray(schema['examples'])) candidates.push(...schema['examples'].slice(at.nth))
  return candidates.find((value) => conforms(schema, value, at.root))
}

function makeType(schema: JsonObject, at: Place): Json {
  switch (typeFor(schema)) {
    case 'object':
      return makeObject(schema, at)
    case 'array':
      return makeArray(schema, at)
    case 'number':
    case 'integer':
      return makeNumber(schema, at.name, at.nth)
    case 'boolean':
      return at.nth % 2 === 0
    case 'null':
      return null
    default:
      return makeString(schema, at.name, at.guide.about, at.nth)
  }
}

function makeSchema(schema: JsonObject, at: Place): Json {
  if (--at.budget.left < 0 || at.depth > DEEPEST) return null
  // Null may be the value found, so `??` would not do.
  const candidate = given(schema, at)
  const found = candidate === undefined ? makeBranch(schema, at) : candidate
  if (found !== undefined) return found
  const value = makeType(schema, at)
  if (schema['not'] === undefined || conforms(schema, value, at.root)) return value
  const different = unlike(schema, at)
  return different === undefined ? value : different
}

/** A value where the first one is what the schema says it is not. */
function unlike(schema: JsonObject, at: Place): Json | undefined {
  const { not = false, ...rest } = schema
  const fits = (value: Json): boolean => conforms(schema, value, at.root)
  // Another item of the same kind is usually something else.
  for (const nth of [1, 2, 3]) {
    const value = makeType({ ...rest, examples: [] }, { ...at, nth: at.nth + nth })
    if (fits(value)) return value
  }
  const flat = isObject(not) ? flatten(not, at.root) : null
  for (const opposite of flat === null ? [] : opposites(flat)) {
    const value = make(merge(rest, opposite), { ...at, depth: at.depth + 1, hinted: false })
    if (fits(value)) return value
  }
  return UNLIKE.find(fits)
}

function make(schema: Json, at: Place): Json {
  if (!isObject(schema))
    return schema === false ? null : makeString({}, at.name, at.guide.about, at.nth)
  const flat = flatten(schema, at.root)
  return flat === null ? null : makeSchema(flat, at)
}

function limit(schema: JsonObject, keyword: string, otherwise: number): number {
  const value = schema[keyword]
  return typeof value === 'number' ? value : otherwise
}

function makeArray(schema: JsonObject, at: Place): Json[] {
  const tuple = [schema['prefixItems'], schema['items']].find(Array.isArray) ?? []
  const rest = schema['items'] === tuple ? schema['additionalItems'] : schema['items']
  const fewest = limit(schema, 'minItems', 0)
  const wanted =
    at.depth > LEAN ? fewest : Math.max(fewest, tuple.length, rest === false ? 0 : LIST)
  const length = Math.min(wanted, limit(schema, 'maxItems', Infinity), 1000)
  const list: Json[] = []
  const inner = { ...at, depth: at.depth + 1, required: true, hinted: false }
  for (let nth = 0; list.length < length && nth < length * 3 + 8; nth++) {
    const item = make(tuple[list.length] ?? rest ?? true, { ...inner, nth })
    if (schema['uniqueItems'] !== true || conforms({ uniqueItems: true }, [...list, item]))
      list.push(item)
  }
  return contain(schema, list, inner)
}

function contain(schema: JsonObject, list: Json[], at: Place): Json[] {
  const { contains } = schema
  if (contains === undefined || conforms(schema, list, at.root)) return list
  const least = limit(schema, 'minContains', 1)
  const held = Array.from({ length: least }, (_, nth) => make(contains, { ...at, nth }))
  const room = Math.max(limit(schema, 'maxItems', Infinity) - least, 0)
  return [...held, ...list].slice(0, Math.max(list.length, least, room === 0 ? least : 0))
}

/** The schema of a member that `properties` does not name. */
function unnamed(schema: JsonObject, name: string): Json {
  if (isObject(schema['patternProperties']))
    for (const [pattern, asked] of Object.entries(schema['patternProperties']))
      if (conforms({ pattern }, name)) return asked
  return schema['additionalProperties'] ?? true
}

function makeObject(schema: JsonObject, at: Place): JsonObject {
  const properties = isObject(schema['properties']) ? schema['properties'] : {}
  const required = new Set(
    Array.isArray(schema['required'])
      ? schema['required'].filter((name) => typeof name === 'string')
      : [],
  )
  const most = limit(schema, 'maxProperties', Infinity)
  const made: JsonObject = {}
  const add = (name: string, asked: Json): void => {
    const place = {
      ...at,
      name,
      required: required.has(name),
      hinted: at.nth === 0,
      depth: at.depth + 1,
    }
    Object.defineProperty(made, name, {
      value: make(asked, place),
      enumerable: true,
      configurable: true,
      writable: true,
    })
  }
  for (const [name, asked] of Object.entries(properties))
    if (required.has(name) || isWanted(name, asked, at, required.size, most, made)) add(name, asked)
  for (const name of required)
    if (!Object.hasOwn(made, name)) add(name, properties[name] ?? unnamed(schema, name))
  depend(schema, made, (name) => add(name, properties[name] ?? unnamed(schema, name)))
  fill(schema, properties, made, add)
  return made
}

/** Whether a member that may be left out is made: all of them, or those that the request holds a value for. */
function isWanted(
  name: string,
  asked: Json,
  at: Place,
  required: number,
  most: number,
  made: JsonObject,
): boolean {
  if (asked === false || at.depth > LEAN || required >= most) return false
  if (most < Infinity && Object.keys(made).length >= most) return false
  if (at.guide.optional) return true
  const flat = isObject(asked) ? flatten(asked, at.root) : null
  const hint = flat === null ? undefined : at.guide.hint?.(name, flat, false)
  return flat !== null && hint !== undefined && conforms(flat, hint, at.root)
}

function depend(schema: JsonObject, made: JsonObject, add: (name: string) => void): void {
  const { dependentRequired } = schema
  if (!isObject(dependentRequired)) return
  for (const [name, others] of Object.entries(dependentRequired))
    if (Object.hasOwn(made, name) && Array.isArray(others))
      for (const other of others.map(String)) if (!Object.hasOwn(made, other)) add(other)
}

/** Members up to `minProperties`: optional ones first, then ones with made-up names. */
function fill(
  schema: JsonObject,
  properties: JsonObject,
  made: JsonObject,
  add: (name: string, asked: Json) => void,
): void {
  const least = Math.min(limit(schema, 'minProperties', 0), 1000)
  // Counted once at first: to count after each member takes seconds where there are thousands.
  if (Object.keys(made).length >= least) return
  for (const [name, asked] of Object.entries(properties))
    if (Object.keys(made).length < least && !Object.hasOwn(made, name) && asked !== false)
      add(name, asked)
  const names = isObject(schema['propertyNames']) ? schema['propertyNames'] : undefined
  const shaped = isObject(schema['patternProperties'])
    ? Object.keys(schema['patternProperties'])[0]
    : undefined
  for (let nth = 0; Object.keys(made).length < least && nth < least * 2 + 8; nth++) {
    const asked =
      names ??
      (shaped !== undefined && schema['additionalProperties'] === false
        ? { pattern: shaped }
        : undefined)
    const name = asked === undefined ? `key${nth + 1}` : makeString(asked, 'key', '', nth)
    if (!Object.hasOwn(made, name)) add(name, unnamed(schema, name))
  }
}

/** A value that satisfies the schema. Where hints or optional members stand in the way it goes without them. */
export function generate(schema: Json, guide: Guide): Json {
  const attempts: Guide[] = [
    guide,
    { about: guide.about, optional: guide.optional },
    { about: '', optional: false },
  ]
  let first: Json | undefined
  for (const attempt of attempts) {
    const at = {
      root: schema,
      guide: attempt,
      name: '',
      required: true,
      hinted: true,
      nth: 0,
      depth: 0,
      budget: { left: BUDGET },
    }
    const value = make(schema, at)
    if (conforms(schema, value)) return value
    if (first === undefined) first = value
  }
  return first ?? null
}
