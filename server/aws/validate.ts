import type { Json, JsonObject } from '../json.ts'
import { isObject } from '../json.ts'
import { AwsError } from './errors.ts'
import { typeError, wording } from './failures.ts'
import type { Failure } from './failures.ts'
import { shapeOf } from './shapes.ts'
import type { AwsShape } from './shapes.ts'

/** More failures do not help anyone, and a hostile body could have millions. */
const MAX_FAILURES = 100

/** The length of a value that is kept because it probably comes again, such as the ARN of a model. */
const MAX_ID = 256

/**
 * Validates an input like AWS: JSON types first, then all constraints in one message.
 * Members from path, query and headers are passed separately and override the body.
 */
export function assertValid(
  shape: string,
  input: JsonObject,
  separate: JsonObject = NOTHING,
): void {
  const failures: Failure[] = []
  structure(shapeOf(shape), input, failures, separate)
  if (failures.length === 0) return
  raiseType(failures)
  const message = wording(failures)
  if (message !== undefined) throw new AwsError('ValidationException', message)
}

/** AWS's complete error message for an input; undefined if it is valid. */
export function validate(shape: string, input: JsonObject): string | undefined {
  return wording(inspect(shapeOf(shape), input))
}

/** Throws a SerializationException if JSON types do not match the shape. */
export function deserialise(shape: string, body: Json): void {
  raiseType(inspect(shapeOf(shape), body))
}

function raiseType(failures: readonly Failure[]): void {
  const wrong = failures.find(({ kind }) => kind === 'type')
  if (wrong !== undefined) throw new AwsError('SerializationException', wrong.text)
}

function inspect(shape: AwsShape, value: Json): Failure[] {
  const failures: Failure[] = []
  walk(shape, value, failures)
  return failures
}

function walk(shape: AwsShape, value: Json, failures: Failure[]): void {
  switch (shape.kind) {
    case 'structure':
      if (isObject(value)) structure(shape, value, failures)
      else mistyped(shape, value, failures)
      break
    case 'list':
      if (Array.isArray(value)) list(shape, value, failures)
      else mistyped(shape, value, failures)
      break
    case 'map':
      if (isObject(value)) map(shape, value, failures)
      else mistyped(shape, value, failures)
      break
    case 'string':
      if (typeof value === 'string') string(shape, value, failures)
      else mistyped(shape, value, failures)
      break
    case 'number':
      if (typeof value === 'number') range('value', value, shape, value, failures)
      else mistyped(shape, value, failures)
      break
    case 'blob':
      if (typeof value === 'string') range('length', decodedLength(value), shape, value, failures)
      else mistyped(shape, value, failures)
      break
    case 'boolean':
      if (typeof value !== 'boolean') mistyped(shape, value, failures)
      break
    case 'any':
      break
  }
}

const NOTHING: JsonObject = Object.freeze({})

function structure(
  shape: AwsShape,
  value: JsonObject,
  failures: Failure[],
  separate: JsonObject = NOTHING,
): void {
  const before = failures.length
  const { members, required } = shape
  let set = inspectMembers(members, value, failures, separate)
  if (separate !== NOTHING) set += inspectMembers(members, separate, failures, NOTHING)
  for (const name of required) {
    const given = separate[name] ?? value[name]
    if (given !== undefined && given !== null) continue
    const member = members.get(name)
    if (member === undefined) continue
    const count = failures.length
    fail(failures, member, undefined, 'not be null')
    enclose(failures, count, name, member)
  }
  if (shape.union && set !== 1) add(failures, 'union', shape, value, '')
  if (failures.length - before > 1) inModelOrder(shape, failures, before)
}

/** Returns the number of members set. */
function inspectMembers(
  members: AwsShape['members'],
  value: JsonObject,
  failures: Failure[],
  before: JsonObject,
): number {
  let set = 0
  for (const name in value) {
    const member = members.get(name)
    const inner = value[name]
    // Unknown members are ignored, and null counts as absent.
    if (member === undefined || inner === null || inner === undefined) continue
    if (before !== NOTHING && before[name] !== undefined) continue
    set++
    const count = failures.length
    walk(member, inner, failures)
    if (failures.length > count) enclose(failures, count, name, member)
  }
  return set
}

function list(shape: AwsShape, value: Json[], failures: Failure[]): void {
  range('length', value.length, shape, value, failures)
  const { element } = shape
  if (element === undefined) return
  for (let index = 0; index < value.length; index++) {
    const item = value[index] ?? null
    const count = failures.length
    if (item === null) fail(failures, element, undefined, 'not be null')
    else walk(element, item, failures)
    if (failures.length > count) enclose(failures, count, index, element)
    if (failures.length > MAX_FAILURES) return
  }
}

function map(shape: AwsShape, value: JsonObject, failures: Failure[]): void {
  const keys = Object.keys(value)
  range('length', keys.length, shape, value, failures)
  const { element, key: keyShape } = shape
  for (const key of keys) {
    const count = failures.length
    const item = value[key]
    if (element !== undefined && item !== undefined && item !== null) walk(element, item, failures)
    if (failures.length > count) enclose(failures, count, 'member', element ?? shape)
    if (keyShape !== undefined) walk(keyShape, key, failures)
    if (failures.length > count) enclose(failures, count, key, element ?? shape)
    if (failures.length > MAX_FAILURES) return
  }
}

function string(shape: AwsShape, value: string, failures: Failure[]): void {
  const { enumeration, pattern, max, min } = shape
  if (enumeration !== undefined && !enumeration.has(value)) {
    fail(failures, shape, value, `satisfy enum value set: [${[...enumeration].join(', ')}]`)
  }
  // The order in AWS's messages: too long, pattern mismatch, too short.
  if (value.length > max && characters(value) > max) {
    fail(failures, shape, value, `have length less than or equal to ${max}`)
  }
  if (pattern !== undefined && value !== shape.lastMatch) {
    if (!pattern.test(value))
      fail(failures, shape, value, `satisfy regular expression pattern: ${shape.patternText}`)
    else if (value.length <= MAX_ID && !shape.sensitive) shape.lastMatch = value
  }
  if (value.length < min)
    fail(failures, shape, value, `have length greater than or equal to ${min}`)
}

function range(
  what: 'length' | 'value',
  size: number,
  shape: AwsShape,
  value: Json,
  failures: Failure[],
) {
  if (size > shape.max) {
    fail(failures, shape, value, `have ${what} less than or equal to ${shape.max}`)
  }
  if (size < shape.min) {
    fail(failures, shape, value, `have ${what} greater than or equal to ${shape.min}`)
  }
}

const characters = (text: string): number => {
  let count = 0
  for (const _ of text) count++
  return count
}

/** The decoded length of a base64 string. */
function decodedLength(text: string): number {
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0
  return Math.floor((text.length * 3) / 4) - padding
}

const fail = (failures: Failure[], shape: AwsShape, value: Json | undefined, rule: string): void =>
  add(failures, 'constraint', shape, value, rule)

function mistyped(shape: AwsShape, value: Json, failures: Failure[]): void {
  add(failures, 'type', shape, value, typeError(shape, value))
}

function add(
  failures: Failure[],
  kind: Failure['kind'],
  shape: AwsShape,
  value: Json | undefined,
  text: string,
): void {
  failures.push({ kind, text, value, shape, hidden: shape.sensitive, path: [] })
}

function enclose(
  failures: Failure[],
  from: number,
  segment: string | number,
  shape: AwsShape,
): void {
  for (let index = from; index < failures.length; index++) {
    const failure = failures[index]
    failure?.path.push(segment)
    if (failure !== undefined && shape.sensitive) failure.hidden = true
  }
}

function inModelOrder(shape: AwsShape, failures: Failure[], from: number): void {
  const place = ({ path }: Failure): number => shape.order.indexOf(String(path.at(-1)))
  const sorted = failures.splice(from).toSorted((left, right) => place(left) - place(right))
  failures.push(...sorted)
}
