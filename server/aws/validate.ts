import type { Json, JsonObject } from '../json.ts'
import { isObject } from '../json.ts'
import { AwsError } from './errors.ts'
import { typeError, wording } from './failures.ts'
import type { Failure } from './failures.ts'
import { shapeOf } from './shapes.ts'
import type { AwsShape } from './shapes.ts'

/** More failures do not help anyone, and a hostile body could have millions. */
const MAX_FAILURES = 100

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
  const found: Failure[] = []
  walk(shape, value, found)
  return found
}

function walk(shape: AwsShape, value: Json, found: Failure[]): void {
  switch (shape.kind) {
    case 'structure':
      if (isObject(value)) structure(shape, value, found)
      else mistyped(shape, value, found)
      break
    case 'list':
      if (Array.isArray(value)) list(shape, value, found)
      else mistyped(shape, value, found)
      break
    case 'map':
      if (isObject(value)) map(shape, value, found)
      else mistyped(shape, value, found)
      break
    case 'string':
      if (typeof value === 'string') string(shape, value, found)
      else mistyped(shape, value, found)
      break
    case 'number':
      if (typeof value === 'number') range('value', value, shape, value, found)
      else mistyped(shape, value, found)
      break
    case 'blob':
      if (typeof value === 'string') range('length', decodedLength(value), shape, value, found)
      else mistyped(shape, value, found)
      break
    case 'boolean':
      if (typeof value !== 'boolean') mistyped(shape, value, found)
      break
    case 'any':
      break
  }
}

const NOTHING: JsonObject = Object.freeze({})

function structure(
  shape: AwsShape,
  value: JsonObject,
  found: Failure[],
  separate: JsonObject = NOTHING,
): void {
  const before = found.length
  const { members, required } = shape
  let set = inspectMembers(members, value, found, separate)
  if (separate !== NOTHING) set += inspectMembers(members, separate, found, NOTHING)
  for (const name of required) {
    const given = separate[name] ?? value[name]
    if (given !== undefined && given !== null) continue
    const member = members.get(name)
    if (member === undefined) continue
    const count = found.length
    fail(found, member, undefined, 'not be null')
    enclose(found, count, name, member)
  }
  if (shape.union && set !== 1) add(found, 'union', shape, value, '')
  if (found.length - before > 1) inModelOrder(shape, found, before)
}

/** Returns the number of members set. */
function inspectMembers(
  members: AwsShape['members'],
  value: JsonObject,
  found: Failure[],
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
    const count = found.length
    walk(member, inner, found)
    if (found.length > count) enclose(found, count, name, member)
  }
  return set
}

function list(shape: AwsShape, value: Json[], found: Failure[]): void {
  range('length', value.length, shape, value, found)
  const { element } = shape
  if (element === undefined) return
  for (let index = 0; index < value.length; index++) {
    const item = value[index] ?? null
    const count = found.length
    if (item === null) fail(found, element, undefined, 'not be null')
    else walk(element, item, found)
    if (found.length > count) enclose(found, count, index, element)
    if (found.length > MAX_FAILURES) return
  }
}

function map(shape: AwsShape, value: JsonObject, found: Failure[]): void {
  const keys = Object.keys(value)
  range('length', keys.length, shape, value, found)
  const { element, key: keyShape } = shape
  for (const key of keys) {
    const count = found.length
    const item = value[key]
    if (element !== undefined && item !== undefined && item !== null) walk(element, item, found)
    if (found.length > count) enclose(found, count, 'member', element ?? shape)
    if (keyShape !== undefined) walk(keyShape, key, found)
    if (found.length > count) enclose(found, count, key, element ?? shape)
    if (found.length > MAX_FAILURES) return
  }
}

function string(shape: AwsShape, value: string, found: Failure[]): void {
  const { enumeration, pattern, max, min } = shape
  if (enumeration !== undefined && !enumeration.has(value)) {
    fail(found, shape, value, `satisfy enum value set: [${[...enumeration].join(', ')}]`)
  }
  // The order in AWS's messages: too long, pattern mismatch, too short.
  if (value.length > max && characters(value) > max) {
    fail(found, shape, value, `have length less than or equal to ${max}`)
  }
  if (pattern !== undefined && !pattern.test(value)) {
    fail(found, shape, value, `satisfy regular expression pattern: ${shape.patternText}`)
  }
  if (value.length < min) fail(found, shape, value, `have length greater than or equal to ${min}`)
}

function range(
  what: 'length' | 'value',
  size: number,
  shape: AwsShape,
  value: Json,
  found: Failure[],
) {
  if (size > shape.max) {
    fail(found, shape, value, `have ${what} less than or equal to ${shape.max}`)
  }
  if (size < shape.min) {
    fail(found, shape, value, `have ${what} greater than or equal to ${shape.min}`)
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

const fail = (found: Failure[], shape: AwsShape, value: Json | undefined, rule: string): void =>
  add(found, 'constraint', shape, value, rule)

function mistyped(shape: AwsShape, value: Json, found: Failure[]): void {
  add(found, 'type', shape, value, typeError(shape, value))
}

function add(
  found: Failure[],
  kind: Failure['kind'],
  shape: AwsShape,
  value: Json | undefined,
  text: string,
): void {
  found.push({ kind, text, value, shape, hidden: shape.sensitive, path: [] })
}

function enclose(found: Failure[], from: number, segment: string | number, shape: AwsShape): void {
  for (let index = from; index < found.length; index++) {
    const failure = found[index]
    failure?.path.push(segment)
    if (failure !== undefined && shape.sensitive) failure.hidden = true
  }
}

function inModelOrder(shape: AwsShape, found: Failure[], from: number): void {
  const place = ({ path }: Failure): number => shape.order.indexOf(String(path.at(-1)))
  const sorted = found.splice(from).toSorted((left, right) => place(left) - place(right))
  found.push(...sorted)
}
