import type { JsonObject } from '../../json.ts'
import type { Budget } from '../budget.ts'
import { formats } from './formats.ts'
import { matching } from './pattern.ts'
import { matchesRegex } from './regex.ts'
import { sampleNumber, sampleString } from '../samples.ts'

/** A text of at least `min` and at most `max` characters: repeated if it is too short, cut if it is too long. */
function fit(text: string, min: number, max: number, budget: Budget): string {
  budget.write(Math.max(text.length, min))
  const chars = Array.from(text)
  if (chars.length >= min && chars.length <= max) return text
  budget.spend(min / 8)
  const unit = [' ', ...(chars.length === 0 ? ['x'] : chars)]
  while (chars.length < min) chars.push(...unit)
  return chars
    .slice(0, Math.max(Math.min(chars.length, max), min))
    .join('')
    .replace(/ $/, '.')
}

/** What a made-up string depends on: the member's name, the topic, and the position in a list. */
export interface Wording {
  name: string
  about: string
  nth: number
}

export function makeString(schema: JsonObject, wording: Wording, budget: Budget): string {
  budget.spend(20)
  const { name, about, nth } = wording
  const { pattern, format, minLength, maxLength } = schema
  const min = typeof minLength === 'number' ? minLength : 0
  const max = typeof maxLength === 'number' ? maxLength : Infinity
  const made = typeof format === 'string' ? formats.get(format)?.make(nth) : undefined
  if (typeof pattern === 'string') {
    // Zod writes both. A value of the format is cheaper and reads better than one of its pattern.
    const fits = made !== undefined && made.length >= min && made.length <= max
    if (fits && matchesRegex(pattern, made, budget) !== false) return made
    const found = matching(pattern, budget, min, max, nth)
    if (found !== undefined) return found
  }
  if (made !== undefined) return fit(made, 0, Infinity, budget)
  const text = sampleString(name, about, nth)
  // A cut must not drop the number that makes items differ.
  return fit(nth > 0 && text.length > max ? `${nth}` : text, min, max, budget)
}

function bound(
  schema: JsonObject,
  inclusive: string,
  exclusive: string,
  step: number,
): number | undefined {
  const limit = schema[inclusive]
  const open = schema[exclusive]
  const limits: number[] = []
  // Draft 4 has `exclusiveMinimum: true` in addition to `minimum`.
  if (typeof limit === 'number') limits.push(open === true ? limit + step : limit)
  if (typeof open === 'number') limits.push(open + step)
  if (limits.length === 0) return undefined
  return step > 0 ? Math.max(...limits) : Math.min(...limits)
}

export function makeNumber(schema: JsonObject, name: string, nth: number): number {
  const whole =
    schema['type'] === 'integer' ||
    (Array.isArray(schema['type']) && !schema['type'].includes('number'))
  const unit =
    typeof schema['multipleOf'] === 'number' && schema['multipleOf'] > 0
      ? schema['multipleOf']
      : undefined
  const span =
    Number(schema['exclusiveMaximum'] ?? schema['maximum']) -
    Number(schema['exclusiveMinimum'] ?? schema['minimum'])
  const step = whole ? 1 : (unit ?? (span > 0 && span < 2 ? span / 8 : 0.5))
  const low = bound(schema, 'minimum', 'exclusiveMinimum', step)
  const high = bound(schema, 'maximum', 'exclusiveMaximum', -step)
  let value = sampleNumber(name, nth)
  if (low !== undefined && value < low) value = low + nth * (unit ?? step)
  if (high !== undefined && value > high)
    value = high - (low !== undefined && high - low < 1e-12 ? 0 : nth * (unit ?? step))
  if (low !== undefined && value < low) value = low
  if (whole)
    value = high !== undefined && Math.ceil(value) > high ? Math.floor(value) : Math.ceil(value)
  if (unit === undefined) return value
  const up = Math.ceil(value / unit - 1e-9) * unit
  return Number(
    (high !== undefined && up > high ? Math.floor(high / unit + 1e-9) * unit : up).toPrecision(12),
  )
}
