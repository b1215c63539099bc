import type { Json } from '../../json.ts'

// Words, numbers and quoted texts, as simple YAML has them.

/** Thrown where a text is not simple; it is no error, so it carries no stack. */
export const NOT_SIMPLE = { simple: false }

export const RESERVED = /^(?:true|false|null)$/i
const PLAIN = /^[A-Za-z\u00C0-\u024F_/(]/
/** A colon or a number sign in these places would end a plain text. */
const ENDS_PLAIN = /: |:$| #| $/
const NUMBER = /^-?(?:0|[1-9]\d{0,14})(?:\.\d{1,15})?$/
const DOUBLE = /^"(?:[^"\\]|\\["\\nt])*"$/
const SINGLE = /^'(?:[^']|'')*'$/

export function scalar(value: string): Json {
  if (PLAIN.test(value) && !ENDS_PLAIN.test(value)) {
    if (!RESERVED.test(value)) return value
    if (value === 'true' || value === 'false') return value === 'true'
  } else if (NUMBER.test(value)) return Number(value)
  else if (DOUBLE.test(value)) return JSON.parse(value) as string
  else if (SINGLE.test(value)) return value.slice(1, -1).replaceAll("''", "'")
  throw NOT_SIMPLE
}
