import { isObject } from '../../json.ts'
import type { Json, JsonObject } from '../../json.ts'
import { Budget } from '../budget.ts'
import { makeArray } from './arrays.ts'
import { branchesOf, ordered, typeFor } from './branches.ts'
import { conforms } from './conform.ts'
import { lengthOf } from './equality.ts'
import { flatten, merge } from './merge.ts'
import { opposites, UNLIKE } from './negation.ts'
import { makeObject } from './objects.ts'
import { LEAN } from './place.ts'
import type { Guide, ValuePlace } from './place.ts'
import { makeNumber, makeString } from './scalars.ts'
import { withStated } from './stated.ts'

const MAX_DEPTH = 64

function makeBranch(schema: JsonObject, at: ValuePlace): Json | undefined {
  const choice = branchesOf(schema)
  if (choice === undefined) return undefined
  at.budget.spend(choice.branches.length)
  let first: Json | undefined
  for (const branch of ordered(choice.branches, at.depth > LEAN)) {
    const flat = isObject(branch) ? flatten(branch, at.root, at.budget) : {}
    if (branch === false || flat === null) continue
    // A branch may be the whole schema again.
    const deeper = { ...at, depth: at.depth + 1 }
    const value = makeSchema(merge(choice.rest, flat, at.budget), deeper)
    if (conforms(schema, value, at.root, at.budget)) return value
    if (first === undefined) first = value
  }
  return first
}

/** A hint, a constant, a default or an example that the schema allows. */
function given(schema: JsonObject, at: ValuePlace): Json | undefined {
  const hint = at.hinted ? at.guide.hint?.(at.name, schema, at.required) : undefined
  const fits = (value: Json | undefined): value is Json =>
    value !== undefined && conforms(schema, value, at.root, at.budget)
  const take = (value: Json): Json => {
    at.budget.write(lengthOf(value, at.budget))
    return value
  }
  if (fits(hint)) return take(hint)
  if (fits(schema['const'])) return take(schema['const'])
  const allowed = schema['enum']
  if (Array.isArray(allowed)) {
    for (let turn = 0; turn < allowed.length; turn++) {
      const value = allowed[(at.nth + turn) % allowed.length]
      if (fits(value)) return take(value)
    }
  }
  if (at.nth === 0 && fits(schema['default'])) return take(schema['default'])
  if (!Array.isArray(schema['examples'])) return undefined
  const example = schema['examples'].slice(at.nth).find(fits)
  return example === undefined ? undefined : take(example)
}

function makeType(schema: JsonObject, at: ValuePlace): Json {
  switch (typeFor(schema)) {
    case 'object':
      return makeObject(schema, at, make)
    case 'array':
      return makeArray(schema, at, make)
    case 'number':
    case 'integer':
      return makeNumber(schema, at.name, at.nth)
    case 'boolean':
      return at.nth % 2 === 0
    case 'null':
      return null
    default:
      return stringAt(schema, at)
  }
}

function stringAt(schema: JsonObject, { name, nth, guide, budget }: ValuePlace): string {
  return makeString(schema, { name, about: guide.about, nth }, budget)
}

function makeSchema(described: JsonObject, at: ValuePlace): Json {
  const schema = withStated(described)
  at.budget.spend(20)
  at.budget.write(4)
  if (at.depth > MAX_DEPTH) return null
  // Null may be the value found, so `??` would not do.
  const candidate = given(schema, at)
  const found = candidate === undefined ? makeBranch(schema, at) : candidate
  if (found !== undefined) return found
  const value = makeType(schema, at)
  if (schema['not'] === undefined || conforms(schema, value, at.root, at.budget)) return value
  const different = unlike(schema, at)
  return different === undefined ? value : different
}

/** A value for a schema whose `not` rules out the first one made. */
function unlike(schema: JsonObject, at: ValuePlace): Json | undefined {
  const { not = false, ...rest } = schema
  const fits = (value: Json): boolean => conforms(schema, value, at.root, at.budget)
  // Another item of the same kind usually differs.
  for (const nth of [1, 2, 3]) {
    const value = makeType({ ...rest, examples: [] }, { ...at, nth: at.nth + nth })
    if (fits(value)) return value
  }
  const flat = isObject(not) ? flatten(not, at.root, at.budget) : null
  for (const opposite of flat === null ? [] : opposites(flat, at.budget)) {
    const place = { ...at, depth: at.depth + 1, hinted: false }
    const value = make(merge(rest, opposite, at.budget), place)
    if (fits(value)) return value
  }
  return UNLIKE.find(fits)
}

function make(schema: Json, at: ValuePlace): Json {
  at.budget.spend()
  if (!isObject(schema)) return schema === false ? null : stringAt({}, at)
  const flat = flatten(schema, at.root, at.budget)
  return flat === null ? null : makeSchema(flat, at)
}

/** A value that satisfies the schema. Hints and optional members are dropped if they prevent it. */
export function generate(schema: Json, guide: Guide, budget: Budget = new Budget()): Json {
  const attempts: Guide[] = [
    guide,
    { about: guide.about, optional: guide.optional },
    { about: '', optional: false },
  ]
  let first: Json | undefined
  for (const attempt of attempts) {
    const at: ValuePlace = {
      root: schema,
      guide: attempt,
      budget,
      name: '',
      required: true,
      hinted: true,
      nth: 0,
      depth: 0,
    }
    const value = make(schema, at)
    if (conforms(schema, value, schema, budget)) return value
    if (first === undefined) first = value
  }
  return first ?? null
}
