import { isObject } from '../../json.ts'
import type { Json, JsonObject } from '../../json.ts'
import { Budget } from '../budget.ts'
import { includes, isSame, equalityKey } from './equality.ts'
import { formats } from './formats.ts'
import { pointed } from './merge.ts'
import { matchesRegex } from './regex.ts'
import { withStated } from './stated.ts'

// Whether a value satisfies a JSON schema: the part of the vocabulary that tools and structured output use.
// Unknown keywords pass, as the specification has it.

interface Check {
  /** Where the schema's references start. */
  root: Json
  budget: Budget
  depth: number
}

/** At this depth a schema that refers to itself counts as satisfied. */
const MAX_DEPTH = 400

type Keyword = (expected: Json, value: Json, schema: JsonObject, check: Check) => boolean

function isType(value: Json, type: Json): boolean {
  if (type === 'integer') return Number.isInteger(value)
  if (type === 'null') return value === null
  if (type === 'array') return Array.isArray(value)
  if (type === 'object') return isObject(value)
  return typeof value === type
}

type Compare = (a: number, b: number) => boolean

const atLeast: Compare = (a, b) => a >= b
const atMost: Compare = (a, b) => a <= b
const above: Compare = (a, b) => a > b
const below: Compare = (a, b) => a < b

const number =
  (compare: Compare): Keyword =>
  (expected, value) =>
    typeof value !== 'number' || typeof expected !== 'number' || compare(value, expected)

/** Draft 4 has `exclusiveMinimum: true` in addition to `minimum`. */
const limit =
  (exclusive: string, open: Compare, closed: Compare): Keyword =>
  (expected, value, schema, check) =>
    number(schema[exclusive] === true ? open : closed)(expected, value, schema, check)

const size =
  (measure: (value: Json) => number | undefined, compare: Compare): Keyword =>
  (expected, value, _, { budget }) => {
    const measured = measure(value)
    if (measured === undefined || typeof expected !== 'number') return true
    budget.spend(measured / 16)
    return compare(measured, expected)
  }

function charactersOf(value: Json): number | undefined {
  if (typeof value !== 'string') return undefined
  let count = 0
  for (const _ of value) count++
  return count
}

const itemsOf = (value: Json): number | undefined =>
  Array.isArray(value) ? value.length : undefined
const membersOf = (value: Json): number | undefined =>
  isObject(value) ? Object.keys(value).length : undefined

function isMultiple(value: number, of: number): boolean {
  const times = value / of
  return Math.abs(times - Math.round(times)) < 1e-9
}

function countHolding(schemas: Json, value: Json, check: Check): number {
  return Array.isArray(schemas) ? schemas.filter((schema) => holds(schema, value, check)).length : 1
}

function itemsHold(expected: Json, value: Json, schema: JsonObject, check: Check): boolean {
  if (!Array.isArray(value)) return true
  if (Array.isArray(expected))
    return expected.every((each, at) => at >= value.length || holds(each, value[at] ?? null, check))
  const before = Array.isArray(schema['prefixItems']) ? schema['prefixItems'].length : 0
  check.budget.spend(value.length)
  return value.every((item, at) => at < before || holds(expected, item, check))
}

function areUnique(value: Json[], { budget }: Check): boolean {
  return new Set(value.map((item) => equalityKey(item, budget))).size === value.length
}

/** Tests each member of a value, until one fails. */
function every(value: Json, check: Check, test: (name: string, member: Json) => boolean): boolean {
  if (!isObject(value)) return true
  const names = Object.keys(value)
  check.budget.spend(names.length)
  return names.every((name) => test(name, value[name] ?? null))
}

function additionalHold(expected: Json, value: Json, schema: JsonObject, check: Check): boolean {
  const named = isObject(schema['properties']) ? schema['properties'] : {}
  const patterns = isObject(schema['patternProperties'])
    ? Object.keys(schema['patternProperties'])
    : []
  return every(
    value,
    check,
    (name, member) =>
      Object.hasOwn(named, name) ||
      patterns.some((pattern) => matchesRegex(pattern, name, check.budget) ?? true) ||
      holds(expected, member, check),
  )
}

function containsHold(expected: Json, value: Json, schema: JsonObject, check: Check): boolean {
  if (!Array.isArray(value)) return true
  check.budget.spend(value.length)
  const found = value.filter((item) => holds(expected, item, check)).length
  const { minContains = 1, maxContains = found } = schema
  return found >= Number(minContains) && found <= Number(maxContains)
}

function hasAll(value: Json, names: Json, check: Check): boolean {
  if (!isObject(value) || !Array.isArray(names)) return true
  check.budget.spend(names.length)
  return names.every((name) => typeof name !== 'string' || Object.hasOwn(value, name))
}

function patternPropertiesHold(expected: Json, value: Json, check: Check): boolean {
  return every(expected, check, (pattern, schema) =>
    every(
      value,
      check,
      (name, member) =>
        matchesRegex(pattern, name, check.budget) === false || holds(schema, member, check),
    ),
  )
}

const KEYWORDS: Record<string, Keyword> = {
  $ref: (reference, value, _, check) => {
    if (typeof reference !== 'string') return true
    const target = pointed(check.root, reference, check.budget)
    return target === undefined || holds(target, value, check)
  },
  type: (expected, value) =>
    Array.isArray(expected)
      ? expected.some((type) => isType(value, type))
      : isType(value, expected),
  const: (expected, value, _, { budget }) => isSame(expected, value, budget),
  enum: (expected, value, _, { budget }) =>
    !Array.isArray(expected) || includes(expected, value, budget),
  minimum: limit('exclusiveMinimum', above, atLeast),
  maximum: limit('exclusiveMaximum', below, atMost),
  exclusiveMinimum: number(above),
  exclusiveMaximum: number(below),
  multipleOf: number((value, of) => of <= 0 || isMultiple(value, of)),
  minLength: size(charactersOf, atLeast),
  maxLength: size(charactersOf, atMost),
  pattern: (expected, value, _, { budget }) =>
    typeof value !== 'string' ||
    typeof expected !== 'string' ||
    (matchesRegex(expected, value, budget) ?? true),
  format: (expected, value, _, { budget }) => {
    if (typeof value !== 'string' || typeof expected !== 'string') return true
    budget.spend(value.length / 16)
    return formats.get(expected)?.shape.test(value) ?? true
  },
  minItems: size(itemsOf, atLeast),
  maxItems: size(itemsOf, atMost),
  uniqueItems: (expected, value, _, check) =>
    expected !== true || !Array.isArray(value) || areUnique(value, check),
  items: itemsHold,
  prefixItems: (expected, value, schema, check) =>
    !Array.isArray(expected) || itemsHold(expected, value, schema, check),
  contains: containsHold,
  minProperties: size(membersOf, atLeast),
  maxProperties: size(membersOf, atMost),
  required: (names, value, _, check) => hasAll(value, names, check),
  properties: (expected, value, _, check) =>
    !isObject(value) ||
    every(
      expected,
      check,
      (name, schema) => !Object.hasOwn(value, name) || holds(schema, value[name] ?? null, check),
    ),
  patternProperties: (expected, value, _, check) => patternPropertiesHold(expected, value, check),
  additionalProperties: additionalHold,
  propertyNames: (expected, value, _, check) =>
    every(value, check, (name) => holds(expected, name, check)),
  dependentRequired: (expected, value, _, check) =>
    !isObject(value) ||
    every(
      expected,
      check,
      (name, others) => !Object.hasOwn(value, name) || hasAll(value, others, check),
    ),
  allOf: (schemas, value, _, check) =>
    !Array.isArray(schemas) || schemas.every((schema) => holds(schema, value, check)),
  anyOf: (schemas, value, _, check) => countHolding(schemas, value, check) > 0,
  oneOf: (schemas, value, _, check) => countHolding(schemas, value, check) === 1,
  not: (schema, value, _, check) => !holds(schema, value, check),
  if: (condition, value, schema, check) =>
    holds(schema[holds(condition, value, check) ? 'then' : 'else'] ?? true, value, check),
}

function holds(described: Json, value: Json, check: Check): boolean {
  check.budget.spend(2)
  if (described === false) return false
  if (!isObject(described) || check.depth > MAX_DEPTH) return true
  const schema = withStated(described)
  check.depth++
  const keywords = Object.keys(schema)
  check.budget.spend(keywords.length)
  const held = keywords.every((keyword) => {
    const test = Object.hasOwn(KEYWORDS, keyword) ? KEYWORDS[keyword] : undefined
    return test === undefined || test(schema[keyword] ?? null, value, schema, check)
  })
  check.depth--
  return held
}

/** Whether a value satisfies a schema; `root` is where the schema's references start. */
export function conforms(
  schema: Json,
  value: Json,
  root: Json = schema,
  budget: Budget = new Budget(),
): boolean {
  return holds(schema, value, { root, budget, depth: 0 })
}
