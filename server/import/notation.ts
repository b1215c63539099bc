import type { Headers } from '../aws/headers.ts'
import { isObject } from '../json.ts'

// Recorders write the same things in different ways.

export const recordOf = (value: unknown): Record<string, unknown> =>
  isObject(value) && !isBytes(value) ? value : {}

export const textIn = (from: Record<string, unknown>, ...names: string[]): string | undefined => {
  for (const name of names) {
    const value = from[name]
    if (typeof value === 'string') return value
    if (isBytes(value)) return Buffer.from(value).toString()
  }
  return undefined
}

export const isBytes = (value: unknown): value is Uint8Array => value instanceof Uint8Array

/** `{ name: value }`, `{ name: [value] }`, `[{ name, value }]`, `[name, value, name, value]` and `[[name, value]]`. */
export function headersIn(value: unknown): Headers | undefined {
  if (Array.isArray(value)) {
    if (value.every((item) => typeof item === 'string')) return pairsOf(value)
    return value.flatMap((item): [string, string][] => {
      const [name, content] = Array.isArray(item)
        ? (item as unknown[])
        : [recordOf(item)['name'], recordOf(item)['value']]
      return typeof name === 'string' ? [[name, valueOf(content)]] : []
    })
  }
  if (!isObject(value)) return undefined
  return Object.entries(value).map(([name, content]) => [name, valueOf(content)])
}

function pairsOf(flat: readonly string[]): Headers {
  const pairs: [string, string][] = []
  for (let at = 0; at + 1 < flat.length; at += 2) pairs.push([flat[at] ?? '', flat[at + 1] ?? ''])
  return pairs
}

function valueOf(value: unknown): string {
  if (Array.isArray(value)) return value.map(valueOf).join(', ')
  if (isBytes(value)) return Buffer.from(value).toString()
  if (typeof value === 'string') return value
  return value === undefined || value === null ? '' : JSON.stringify(value)
}

/** Nodes of a value that is written again as JSON. More can only come from YAML aliases that multiply. */
const MAX_NODES = 2_000_000

/** A parsed body as JSON again. */
export function jsonBytes(value: unknown): Buffer {
  let nodes = 0
  const text = JSON.stringify(value, (_name, item: unknown) => {
    if (++nodes > MAX_NODES) throw new RangeError('a body with too many values')
    return item
  })
  return Buffer.from(text)
}

/**
 * A body: text, bytes, `{ string }`, `{ base64_string }`, `{ b64 }`, `{ encoding, text }`, or the parsed JSON itself.
 * Undefined if there is none.
 */
export function bodyIn(value: unknown): Buffer | undefined {
  if (value === undefined || value === null) return undefined
  if (isBytes(value)) return Buffer.from(value)
  if (typeof value === 'string') return textBytes(value)
  if (!isObject(value)) return jsonBytes(value)
  if (Object.keys(value).length === 0) return undefined
  return isEnvelope(value) ? fromEnvelope(value) : jsonBytes(value)
}

const CONTENT = ['string', 'base64_string', 'base64', 'b64'] as const

/** Models answer with `{ text }`, too. */
function isEnvelope(value: Record<string, unknown>): boolean {
  const names = Object.keys(value).filter((name) => name !== 'encoding')
  const [name = ''] = names
  if (names.length > 1) return false
  return CONTENT.some((one) => one === name) || (name === 'text' && 'encoding' in value)
}

function fromEnvelope(value: Record<string, unknown>): Buffer | undefined {
  const base64 = textIn(value, 'base64_string', 'base64', 'b64')
  if (base64 !== undefined) return Buffer.from(base64, 'base64')
  const inner = value['string'] ?? value['text']
  if (value['encoding'] === 'base64' && typeof inner === 'string')
    return Buffer.from(inner, 'base64')
  return bodyIn(inner)
}

/** `base64:` is how the test agent of Datadog marks bytes. */
function textBytes(text: string): Buffer {
  const base64 = /^base64:([A-Za-z0-9+/\s]+={0,2}\s*)$/.exec(text)?.[1]
  return base64 === undefined ? Buffer.from(text) : Buffer.from(base64, 'base64')
}

/** 200, `{ code: 200 }`, '200' and '200 OK'. */
export function statusIn(...values: unknown[]): number {
  for (const value of values) {
    const plain = isObject(value) ? value['code'] : value
    const status = typeof plain === 'string' ? Number.parseInt(plain, 10) : plain
    if (typeof status === 'number' && Number.isInteger(status)) return status
  }
  return 0
}

/** Milliseconds since 1970; undefined if it is not a time. */
export function timeIn(value: unknown): number | undefined {
  const time =
    value instanceof Date
      ? value.getTime()
      : typeof value === 'string'
        ? Date.parse(value)
        : Number.NaN
  return Number.isNaN(time) ? undefined : time
}

/** The answer's own Date header, if the file says nothing else about the time. */
export const dateIn = (headers: Headers | undefined): number | undefined =>
  timeIn(headers?.find(([name]) => name.toLowerCase() === 'date')?.[1])
