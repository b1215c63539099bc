import { isObject } from '../json.ts'
import type { Json } from '../json.ts'

/** A member that holds a text; undefined where it is missing, empty or something else. */
export function textOf(container: Json | undefined, name: string): string | undefined {
  const value = isObject(container) ? container[name] : undefined
  return typeof value === 'string' && value !== '' ? value : undefined
}
