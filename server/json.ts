import { isUtf8 } from 'node:buffer'

export type Json = null | boolean | number | string | Json[] | JsonObject
export interface JsonObject {
  [key: string]: Json
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** What a text says as JSON; undefined when it is none, or when its bytes are no text. */
export function parseJson(text: Buffer | string): Json | undefined {
  if (typeof text !== 'string' && !isUtf8(text)) return undefined
  try {
    return JSON.parse(text.toString()) as Json
  } catch {
    return undefined
  }
}
