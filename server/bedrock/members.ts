import { isObject } from '../json.ts'
import type { Json } from '../json.ts'

/** A string member; undefined if it is missing, empty or not a string. */
export function textMember(container: Json | undefined, name: string): string | undefined {
  const value = isObject(container) ? container[name] : undefined
  return typeof value === 'string' && value !== '' ? value : undefined
}
