import { RE2JS } from 're2js'
import { isObject } from '../../json.ts'
import type { Json, JsonObject } from '../../json.ts'
import { formats } from './formats.ts'
import { pointed, same } from './merge.ts'

// Whether a value satisfies a JSON schema: the part of the vocabulary that tools and structured output use.
// Keywords that it does not know pass, as the specification has it.

interface Check {
  root: Json
  /** Schemas that refer to themselves may ask without end; after so many steps the answer is yes. */
  steps: number
  depth: number
}

const MOST_STEPS = 5000
const DEEPEST = 400
const MOST_PATTERNS = 500
const patterns = new Map<string, RE2JS | null>()

/** Linear in the text, whatever the pattern. Null for those that need more than that: look-ahead, back-references. */
export function compiled(pattern: string): RE2JS | null {
  let found = patterns.get(pattern)
  if (found === undefined) {
    try {
      found = RE2JS.compile(RE2JS.translateRegExp(pattern))
    } catch {
      found = null
    }
    if (patterns.size >= MOST_PATTERNS) patterns.clear()
    patterns.set(pattern, found)
  }
  return found
}

function typeOf(value: Json): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'array'
  return typeof value
}

function isType(value: Json, type: Json): boolean {
  if (type === 'integer') return Number.isInteger(value)
  return typeOf(value) === type
}

type Keyword = (asked: Json, value: Json, schema: JsonObject, check: Check) => boolean

const number =
  (within: (value: number, limit: number) => boolean): Keyword =>
  (asked, value) =>
    typeof value !== 'number' || typeof asked !== 'number' || within(value, asked)
const size =
  (
    of: (value: Json) => number | undefined,
    within: (size: number, limit: number) => boolean,
  ): Keyword =>
  (asked, value) => {
    const is = of(value)
    return is === undefined || typeof asked !== 'number' || within(is, asked)
  }
const lengthOf = (value: Json): number | undefined =>
  typeof value === 'string' ? Array.from(value).length : undefined
const itemsOf = (value: Json): number | undefined =>
  Array.isArray(value) ? value.length : undefined
const keysOf = (value: Json): number | undefined =>
  isObject(value) ? Object.keys(value).length : undefined
const atLeast = (a: number, b: number): boolean => a >= b
const atMost = (a: number, b: number): boolean => a <= b

function isMultiple(value: number, of: number): boolean {
  const times = value / of
  return Math.abs(times - Math.round(times)) < 1e-9
}

function matches(pattern: string, text: string): boolean {
  const found = compiled(pattern)
  return found === null || found.matcher(text).find()
}

const branches = (asked: Json, value: Json, check: Check): number =>
  Array.isArray(asked) ? asked.filter((schema) => holds(schema, value, check)).length : 1

function holdsItems(asked: Json, value: Json, schema: JsonObject, check: Check): boolean {
  if (!Array.isArray(value)) return true
  if (Array.isArray(asked))
    return asked.every((each, at) => at >= value.length || holds(each, value[at] ?? null, check))
  const before = Array.isArray(schema['prefixItems']) ? schema['prefixItems'].length : 0
  return value.slice(before).every((item) => holds(asked, item, check))
}

function holdsAdditional(asked: Json, value: Json, schema: JsonObject, check: Check): boolean {
  if (!isObject(value)) return true
  const named = isObject(schema['properties']) ? schema['properties'] : {}
  const shaped = isObject(schema['patternProperties'])
    ? Object.keys(schema['patternProperties'])
    : []
  return Object.entries(value).every(
    ([key, member]) =>
      Object.hasOwn(named, key) ||
      shaped.some((pattern) => matches(pattern, key)) ||
      holds(asked, member, check),
  )
}

const KEYWORDS: Record<string, Keyword> = {
  $ref: (asked, value, _, check) => {
    const target = typeof asked === 'string' ? pointed(check.root, asked) : undefined
    return target === undefined || holds(target, value, check)
  },
  type: (asked, value) =>
    Array.isArray(asked) ? asked.some((type) => isType(value, type)) : isType(value, asked),
  const: (asked, value) => same(asked, value),
  enum: (asked, value) => !Array.isArray(asked) || asked.some((allowed) => same(allowed, value)),
  minimum: (asked, value, schema) =>
    number(schema['exclusiveMinimum'] === true ? (a, b) => a > b : atLeast)(
      asked,
      value,
      schema,
      NONE,
    ),
  maximum: (asked, value, schema) =>
    number(schema['exclusiveMaximum'] === true ? (a, b) => a < b : atMost)(
      asked,
      value,
      schema,
      NONE,
    ),
  exclusiveMinimum: number((value, limit) => value > limit),
  exclusiveMaximum: number((value, limit) => value < limit),
  multipleOf: number((value, of) => of <= 0 || isMultiple(value, of)),
  minLength: size(lengthOf, atLeast),
  maxLength: size(lengthOf, atMost),
  pattern: (asked, value) =>
    typeof value !== 'string' || typeof asked !== 'string' || matches(asked, value),
  format: (asked, value) =>
    typeof value !== 'string' ||
    typeof asked !== 'string' ||
    (formats.get(asked)?.shape.test(value) ?? true),
  minItems: size(itemsOf, atLeast),
  maxItems: size(itemsOf, atMost),
  uniqueItems: (asked, value) =>
    asked !== true ||
    !Array.isArray(value) ||
    !value.some((item, at) => value.slice(0, at).some((other) => same(other, item))),
  items: holdsItems,
  prefixItems: (asked, value, schema, check) =>
    !Array.isArray(asked) || holdsItems(asked, value, schema, check),
  contains: (asked, value, schema, check) => {
    if (!Array.isArray(value)) return true
    const found = value.filter((item) => holds(asked, item, check)).length
    const { minContains = 1, maxContains = found } = schema
    return found >= Number(minContains) && found <= Number(maxContains)
  },
  minProperties: size(keysOf, atLeast),
  maxProperties: size(keysOf, atMost),
  required: (asked, value) =>
    !isObject(value) ||
    !Array.isArray(asked) ||
    asked.every((name) => typeof name !== 'string' || Object.hasOwn(value, name)),
  properties: (asked, value, _, check) =>
    !isObject(value) ||
    !isObject(asked) ||
    Object.entries(asked).every(
      ([name, schema]) => !Object.hasOwn(value, name) || holds(schema, value[name] ?? null, check),
    ),
  patternProperties: (asked, value, _, check) =>
    !isObject(value) ||
    !isObject(asked) ||
    Object.entries(asked).every(([pattern, schema]) =>
      Object.entries(value).every(
        ([name, member]) => !matches(pattern, name) || holds(schema, member, check),
      ),
    ),
  additionalProperties: holdsAdditional,
  propertyNames: (asked, value, _, check) =>
    !isObject(value) || Object.keys(value).every((name) => holds(asked, name, check)),
  dependentRequired: (asked, value) =>
    !isObject(value) ||
    !isObject(asked) ||
    Object.entries(asked).every(
      ([name, others]) =>
        !Object.hasOwn(value, name) ||
        !Array.isArray(others) ||
        others.every((other) => typeof other !== 'string' || Object.hasOwn(value, other)),
    ),
  allOf: (asked, value, _, check) =>
    !Array.isArray(asked) || asked.every((schema) => holds(schema, value, check)),
  anyOf: (asked, value, _, check) => branches(asked, value, check) > 0,
  oneOf: (asked, value, _, check) => branches(asked, value, check) === 1,
  not: (asked, value, _, check) => !holds(asked, value, check),
  if: (asked, value, schema, check) =>
    holds(schema[holds(asked, value, check) ? 'then' : 'else'] ?? true, value, check),
}
const NONE: Check = { root: true, steps: 0, depth: 0 }

function holds(schema: Json, value: Json, check: Check): boolean {
  if (schema === false) return false
  if (!isObject(schema) || ++check.steps > MOST_STEPS || check.depth > DEEPEST) return true
  check.depth++
  const failed = Object.entries(schema).some(([keyword, asked]) => {
    const test = Object.hasOwn(KEYWORDS, keyword) ? KEYWORDS[keyword] : undefined
    return test !== undefined && !test(asked, value, schema, check)
  })
  check.depth--
  return !failed
}

/** Whether a value satisfies a schema; `root` is where the schema's references start. */
export function conforms(schema: Json, value: Json, root: Json = schema): boolean {
  return holds(schema, value, { root, steps: 0, depth: 0 })
}
