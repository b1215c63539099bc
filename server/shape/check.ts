import { isObject } from '../json.ts'
import { nearestName } from './nearest-name.ts'
import type { ObjectShape, Shape } from './shape.ts'

export type Path = readonly (string | number)[]

/** A problem in a value; `path` is used to find its location in the file. */
export interface Finding {
  path: Path
  /** Whether the problem is the key rather than its value. */
  key?: true
  severity?: 'warning'
  message: string
}

/** Finds all the ways in which a value does not match its shape. */
export function check(value: unknown, shape: Shape, path: Path = []): Finding[] {
  const findings: Finding[] = []
  walk(value, shape, path, findings)
  return findings
}

function walk(value: unknown, shape: Shape, path: Path, into: Finding[]): void {
  switch (shape.kind) {
    case 'any':
      return
    case 'either': {
      const fitting = shape.of.find((one) => typeFits(value, one))
      if (fitting === undefined) into.push(wrongType(value, shape, path))
      else walk(value, fitting, path, into)
      return
    }
    case 'choice':
      if (typeof value !== 'string') into.push(wrongType(value, shape, path))
      else if (!shape.values.includes(value)) into.push(wrongChoice(value, shape, path))
      return
    case 'object':
      if (isObject(value)) walkObject(value, shape, path, into)
      else into.push(wrongType(value, shape, path))
      return
    case 'list':
      if (!Array.isArray(value)) into.push(wrongType(value, shape, path))
      else if (value.length < (shape.min ?? 0)) {
        into.push({ path, message: `${where(path)} is empty; expected ${wanted(shape)}` })
      } else value.forEach((item, at) => walk(item, shape.of, [...path, at], into))
      return
    case 'string':
    case 'number':
    case 'boolean':
    case 'null':
    case 'map':
      if (!typeFits(value, shape) || !rangeFits(value, shape))
        into.push(wrongType(value, shape, path))
  }
}

function walkObject(
  value: Record<string, unknown>,
  shape: ObjectShape,
  path: Path,
  into: Finding[],
): void {
  let given = 0
  for (const key of Object.keys(value)) {
    const expected = Object.hasOwn(shape.members, key) ? shape.members[key] : undefined
    if (expected !== undefined) {
      given += 1
      walk(value[key], expected, [...path, key], into)
      continue
    }
    const hint = insteadOf(key, Object.keys(shape.members))
    into.push({
      path: [...path, key],
      key: true,
      message: `${where([...path, key])} is unknown; ${hint}`,
    })
  }
  for (const [key, expected] of Object.entries(shape.members)) {
    if (expected.required && value[key] === undefined) {
      into.push({
        path,
        message: `${where([...path, key])} is missing; expected ${wanted(expected)}`,
      })
    }
  }
  if (shape.union && given > 1) {
    into.push({
      path,
      message: `${where(path)} has ${given} members (${Object.keys(value).join(', ')}); expected exactly one`,
    })
  } else if (shape.union && given === 0 && Object.keys(value).length === 0) {
    into.push({
      path,
      message: `${where(path)} is empty; expected one of ${Object.keys(shape.members).join(', ')}`,
    })
  }
}

function insteadOf(key: string, names: readonly string[]): string {
  const near = nearestName(key, names)
  if (near !== undefined) return `did you mean "${near}"?`
  return names.length === 0 ? 'nothing is expected here' : `expected one of ${names.join(', ')}`
}

function typeFits(value: unknown, shape: Shape): boolean {
  switch (shape.kind) {
    case 'any':
      return true
    case 'string':
    case 'choice':
      return typeof value === 'string'
    case 'number':
      return typeof value === 'number'
    case 'boolean':
      return typeof value === 'boolean'
    case 'null':
      return value === null
    case 'list':
      return Array.isArray(value)
    case 'map':
    case 'object':
      return isObject(value)
    case 'either':
      return shape.of.some((one) => typeFits(value, one))
  }
}

function rangeFits(value: unknown, shape: Shape): boolean {
  if (shape.kind === 'string' && typeof value === 'string') {
    return value.length >= (shape.min ?? 0)
  }
  if (shape.kind !== 'number' || typeof value !== 'number') return true
  if (!Number.isFinite(value) || (shape.whole && !Number.isInteger(value))) return false
  return value >= (shape.min ?? -Infinity) && value <= (shape.max ?? Infinity)
}

function wrongType(value: unknown, shape: Shape, path: Path): Finding {
  return { path, message: `${where(path)} is ${found(value)}; expected ${wanted(shape)}` }
}

function wrongChoice(
  value: string,
  shape: { values: readonly string[]; of: string },
  path: Path,
): Finding {
  // All error names end in `Exception`, which people tend to omit.
  const near = nearestName(value, shape.values) ?? nearestName(`${value}Exception`, shape.values)
  const hint =
    near !== undefined
      ? `did you mean ${near}?`
      : shape.values.slice(0, 12).join(', ') + (shape.values.length > 12 ? ', ...' : '')
  return {
    path,
    message: `${where(path)} is ${JSON.stringify(clip(value))}, which is not a known ${shape.of}; ${hint}`,
  }
}

/** Formats a path: `match.tools[1]`. */
export function where(path: Path): string {
  if (path.length === 0) return 'the fixture'
  return path
    .map((step, at) => (typeof step === 'number' ? `[${step}]` : at === 0 ? step : `.${step}`))
    .join('')
}

function found(value: unknown): string {
  if (value === undefined) return 'missing'
  if (value === null) return 'empty'
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'object') return 'an object'
  if (typeof value === 'string')
    return value === '' ? 'an empty string' : `the string ${JSON.stringify(clip(value))}`
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : typeof value
}

function clip(text: string): string {
  return text.length > 40 ? `${text.slice(0, 37)}...` : text
}

/** A shape in words: "a whole number of at least 1". */
export function wanted(shape: Shape): string {
  switch (shape.kind) {
    case 'any':
      return 'a value'
    case 'boolean':
      return 'true or false'
    case 'null':
      return 'null'
    case 'string':
      return shape.min === undefined ? 'a string' : 'a non-empty string'
    case 'number':
      return `a ${shape.whole ? 'whole ' : ''}number${range(shape)}`
    case 'choice':
      return shape.values.length > 8 ? `a ${shape.of}` : `one of ${shape.values.join(', ')}`
    case 'map':
      return 'an object'
    case 'object':
      return `an object with ${Object.keys(shape.members).slice(0, 8).join(', ')}`
    case 'list':
      return shape.min ? 'a non-empty list' : 'a list'
    case 'either':
      return [...new Set(shape.of.map(wanted))].join(' or ')
  }
}

function range({ min, max }: { min?: number; max?: number }): string {
  if (min !== undefined && max !== undefined) return ` from ${min} to ${max}`
  if (min !== undefined) return ` of at least ${min}`
  return max === undefined ? '' : ` of at most ${max}`
}
