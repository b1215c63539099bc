import { isObject, parseJson } from '../../json.ts'
import type { JsonObject } from '../../json.ts'

// Clients that cannot force a schema put it into the prompt, for example as pydantic's JSON schema.

const MAX_ATTEMPTS = 20
const LEAD = 300
const ASKS =
  /\b(?:respond|return|reply|answer|output|produce|provide|extract|compatible|conform|match|follow)\w*\b[^{}]*$/i

/** The end of the object that begins at `from`, or -1. */
function endOf(text: string, from: number): number {
  let depth = 0
  for (let at = from; at < text.length; at++) {
    const char = text.charAt(at)
    if (char === '"') {
      for (at++; at < text.length && text.charAt(at) !== '"'; at++)
        if (text.charAt(at) === '\\') at++
    } else if (char === '{') depth++
    else if (char === '}' && --depth === 0) return at + 1
  }
  return -1
}

/** Drops the lines that say how to answer, because they have no values. */
function withoutJson(text: string): string {
  const lines = text.split('\n').filter((line) => !/\bjson/i.test(line))
  return lines.join('\n').trim()
}

const ROOTS = ['$ref', 'anyOf', 'oneOf', 'allOf', 'items']

/** With `properties`, or as pydantic writes recursive models, unions and lists: their models are in `$defs`. */
function isSchema(found: unknown): found is JsonObject {
  if (!isObject(found)) return false
  if (isObject(found['properties'])) return true
  return isObject(found['$defs'] ?? found['definitions']) && ROOTS.some((root) => root in found)
}

/** The first JSON schema that the text asks to follow, and the rest of the text. */
export function schemaIn(text: string): { schema: JsonObject; rest: string } | undefined {
  if (!text.includes('"properties"')) return undefined
  let at = text.indexOf('{')
  for (let attempt = 0; at >= 0 && attempt < MAX_ATTEMPTS; attempt++) {
    const end = endOf(text, at)
    if (end < 0) return undefined
    const found = parseJson(text.slice(at, end))
    if (isSchema(found)) {
      const isAsked = ASKS.test(text.slice(Math.max(0, at - LEAD), at))
      return isAsked
        ? { schema: found, rest: withoutJson(text.slice(0, at) + text.slice(end)) }
        : undefined
    }
    at = text.indexOf('{', at + 1)
  }
  return undefined
}
