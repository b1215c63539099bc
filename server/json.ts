import { isAscii, isUtf8 } from 'node:buffer'

export type Json = null | boolean | number | string | Json[] | JsonObject
export interface JsonObject {
  [key: string]: Json
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Parses JSON; undefined if the text is not JSON, or its bytes are not text. */
export function parseJson(text: Buffer | string): Json | undefined {
  const decoded = typeof text === 'string' ? text : textOf(text)
  if (decoded === undefined) return undefined
  try {
    return JSON.parse(decoded) as Json
  } catch {
    return undefined
  }
}

/** What bytes say in UTF-8; undefined if they are something else. */
export function textOf(bytes: Buffer): string | undefined {
  // Most bodies are ASCII, which is decoded in half the time.
  if (isAscii(bytes)) return bytes.toString('latin1')
  return isUtf8(bytes) ? bytes.toString() : undefined
}
