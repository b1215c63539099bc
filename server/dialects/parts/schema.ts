import { AwsError } from '../../aws/errors.ts'
import type { Json, JsonObject } from '../../json.ts'
import { isObject } from '../../json.ts'

// Bedrock validates the bodies of most families with everit-json-schema and passes on its messages.

type TypeName = 'String' | 'Integer' | 'Number' | 'Boolean' | 'JSONObject' | 'JSONArray'

/** The schema of a native member. Rules for other types are skipped. */
export interface MemberSchema {
  /** A list allows several types. */
  type: TypeName | readonly TypeName[]
  /** The member may be null as well. */
  nullable?: true
  enum?: readonly string[]
  /** Of a number. */
  minimum?: number
  maximum?: number
  /** Of a string. */
  minLength?: number
  maxLength?: number
  pattern?: RegExp
  /** Of a list. */
  minItems?: number
  maxItems?: number
  items?: MemberSchema
  /** Of an object: other members are refused unless `open`. */
  required?: readonly string[]
  properties?: Readonly<Record<string, MemberSchema>>
  open?: true
}

/** The refusal of a body that breaks its family's schema; several violations follow each other unseparated. */
export function malformed(violations: readonly string[]): AwsError {
  return new AwsError(
    'ValidationException',
    `Malformed input request: ${violations.join('')}, please reformat your input and try again.`,
  )
}

/** Refuses a body that is not a JSON object or breaks the rule; what is returned may be read as checked. */
export function checked(body: Json, rule: MemberSchema): JsonObject {
  const violations = violationsOf(body, rule)
  if (violations.length > 0) throw malformed(violations)
  return isObject(body) ? body : {}
}

/** All violations, outermost first, each beginning with the JSON pointer of what is wrong. */
export function violationsOf(value: Json, rule: MemberSchema): string[] {
  const violations: string[] = []
  walk(value, rule, '#', violations)
  return violations
}

function walk(value: Json, rule: MemberSchema, path: string, violations: string[]): void {
  if (value === null && rule.nullable) return
  const types = typeof rule.type === 'string' ? [rule.type] : rule.type
  if (!types.some((type) => isOfType(value, type))) {
    for (const type of types)
      violations.push(`${path}: expected type: ${type}, found: ${typeOf(value)}`)
    return
  }
  if (typeof value === 'string') walkString(value, rule, path, violations)
  else if (typeof value === 'number') walkNumber(value, rule, path, violations)
  else if (Array.isArray(value)) walkList(value, rule, path, violations)
  else if (isObject(value)) walkObject(value, rule, path, violations)
}

// Observed without a location: too long, and pattern mismatch.
function walkString(value: string, rule: MemberSchema, path: string, violations: string[]): void {
  const { minLength, maxLength, pattern } = rule
  if (minLength !== undefined && value.length < minLength)
    violations.push(`${path}: expected minLength: ${minLength}, actual: ${value.length}`)
  if (maxLength !== undefined && value.length > maxLength)
    violations.push(`expected maxLength: ${maxLength}, actual: ${value.length}`)
  if (pattern && !pattern.test(value))
    violations.push(`string [${value}] does not match pattern ${pattern.source}`)
  if (rule.enum && !rule.enum.includes(value))
    violations.push(`${path}: ${value} is not a valid enum value`)
}

function walkNumber(
  value: number,
  { minimum, maximum }: MemberSchema,
  path: string,
  violations: string[],
): void {
  if (minimum !== undefined && value < minimum)
    violations.push(`${path}: ${value} is not greater or equal to ${minimum}`)
  if (maximum !== undefined && value > maximum)
    violations.push(`${path}: ${value} is not less or equal to ${maximum}`)
}

function walkList(
  value: Json[],
  { minItems, maxItems, items }: MemberSchema,
  path: string,
  violations: string[],
): void {
  if (minItems !== undefined && value.length < minItems)
    violations.push(`${path}: expected minimum item count: ${minItems}, found: ${value.length}`)
  if (maxItems !== undefined && value.length > maxItems)
    violations.push(`${path}: expected maximum item count: ${maxItems}, found: ${value.length}`)
  if (items)
    for (const [at, item] of value.entries()) walk(item, items, `${path}/${at}`, violations)
}

function walkObject(
  value: JsonObject,
  rule: MemberSchema,
  path: string,
  violations: string[],
): void {
  const { required = [], properties = {} } = rule
  for (const key of required)
    if (!Object.hasOwn(value, key)) violations.push(`${path}: required key [${key}] not found`)
  if (!rule.open && rule.properties)
    for (const key of Object.keys(value))
      if (!Object.hasOwn(properties, key))
        violations.push(`${path}: extraneous key [${key}] is not permitted`)
  for (const [key, of] of Object.entries(properties)) {
    const member = Object.hasOwn(value, key) ? value[key] : undefined
    if (member !== undefined) walk(member, of, `${path}/${key}`, violations)
  }
}

function isOfType(value: Json, type: TypeName): boolean {
  return type === 'Number' ? typeof value === 'number' : typeOf(value) === type
}

/** The name Java gives the type of a parsed value. */
function typeOf(value: Json): string {
  if (value === null) return 'Null'
  if (Array.isArray(value)) return 'JSONArray'
  if (typeof value === 'string') return 'String'
  if (typeof value === 'boolean') return 'Boolean'
  if (typeof value === 'number') return Number.isInteger(value) ? 'Integer' : 'BigDecimal'
  return 'JSONObject'
}
