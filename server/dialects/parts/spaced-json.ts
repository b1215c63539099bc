import { isObject } from '../../json.ts'
import type { Json } from '../../json.ts'

/** JSON as Claude itself writes it, with a space after each colon and comma. */
export function spaced(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(spaced).join(', ')}]`
  if (!isObject(value)) return JSON.stringify(value)
  const members = Object.entries(value).map(
    ([name, member]) => `${JSON.stringify(name)}: ${spaced(member)}`,
  )
  return `{${members.join(', ')}}`
}
