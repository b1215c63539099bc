import { isObject } from '../../json.ts'
import type { Json, JsonObject } from '../../json.ts'
import { conforms } from './conform.ts'
import { flatten } from './merge.ts'
import { LEAN, limit } from './place.ts'
import type { Make, ValuePlace } from './place.ts'
import { matchesRegex } from './regex.ts'
import { makeString } from './scalars.ts'

/** An object under construction. */
interface Draft {
  value: JsonObject
  size: number
  add(name: string, schema: Json): void
}

export function makeObject(schema: JsonObject, at: ValuePlace, make: Make): JsonObject {
  const properties = isObject(schema['properties']) ? schema['properties'] : {}
  const names = Object.keys(properties)
  const required = requiredOf(schema)
  at.budget.spend(names.length + required.size)
  const draft = draftOf(required, at, make)
  const max = limit(schema, 'maxProperties', Infinity)
  for (const name of names) {
    const member = properties[name] ?? true
    const fits = required.size < max && draft.size < max
    if (required.has(name) || (fits && isWanted(name, member, at))) draft.add(name, member)
  }
  const addMissing = (name: string): void => {
    if (!Object.hasOwn(draft.value, name))
      draft.add(name, properties[name] ?? schemaOf(schema, name, at))
  }
  for (const name of required) addMissing(name)
  for (const name of dependentOn(schema, draft.value)) addMissing(name)
  fill(schema, properties, draft, at)
  return draft.value
}

function requiredOf({ required }: JsonObject): Set<string> {
  return new Set(Array.isArray(required) ? required.filter((name) => typeof name === 'string') : [])
}

function draftOf(required: ReadonlySet<string>, at: ValuePlace, make: Make): Draft {
  const draft: Draft = {
    value: {},
    size: 0,
    add(name, schema) {
      at.budget.spend(10)
      at.budget.write(name.length + 4)
      const place = {
        ...at,
        name,
        required: required.has(name),
        hinted: at.nth === 0,
        depth: at.depth + 1,
      }
      draft.size++
      // A member may be called `__proto__`.
      Object.defineProperty(draft.value, name, {
        value: make(schema, place),
        enumerable: true,
        configurable: true,
        writable: true,
      })
    },
  }
  return draft
}

/** The schema of a member that `properties` does not name. */
function schemaOf(schema: JsonObject, name: string, at: ValuePlace): Json {
  if (isObject(schema['patternProperties']))
    for (const [pattern, member] of Object.entries(schema['patternProperties']))
      if (matchesRegex(pattern, name, at.budget) ?? true) return member
  return schema['additionalProperties'] ?? true
}

/** Whether to make an optional member: always, or only if the request holds a value for it. */
function isWanted(name: string, schema: Json, at: ValuePlace): boolean {
  if (schema === false || at.depth > LEAN) return false
  if (at.guide.optional) return true
  const flat = isObject(schema) ? flatten(schema, at.root, at.budget) : null
  const hint = flat === null ? undefined : at.guide.hint?.(name, flat, false)
  return flat !== null && hint !== undefined && conforms(flat, hint, at.root, at.budget)
}

/** The members that `dependentRequired` adds. */
function dependentOn({ dependentRequired }: JsonObject, value: JsonObject): string[] {
  if (!isObject(dependentRequired)) return []
  return Object.entries(dependentRequired).flatMap(([name, others]) =>
    Object.hasOwn(value, name) && Array.isArray(others) ? others.map(String) : [],
  )
}

/** Adds members up to `minProperties`: optional ones first, then made-up names. */
function fill(schema: JsonObject, properties: JsonObject, draft: Draft, at: ValuePlace): void {
  const min = limit(schema, 'minProperties', 0)
  if (draft.size >= min) return
  for (const [name, member] of Object.entries(properties))
    if (draft.size < min && !Object.hasOwn(draft.value, name) && member !== false)
      draft.add(name, member)
  const naming = namingOf(schema)
  for (let nth = 0; draft.size < min && nth < min * 2 + 8; nth++) {
    at.budget.spend()
    const wording = { name: 'key', about: '', nth }
    const name = naming === undefined ? `key${nth + 1}` : makeString(naming, wording, at.budget)
    if (!Object.hasOwn(draft.value, name)) draft.add(name, schemaOf(schema, name, at))
  }
}

/** The schema of the members' names. */
function namingOf(schema: JsonObject): JsonObject | undefined {
  const { propertyNames, patternProperties, additionalProperties } = schema
  if (isObject(propertyNames)) return propertyNames
  if (!isObject(patternProperties) || additionalProperties !== false) return undefined
  const [pattern] = Object.keys(patternProperties)
  return pattern === undefined ? undefined : { pattern }
}
