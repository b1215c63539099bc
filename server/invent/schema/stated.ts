import type { Json, JsonObject } from '../../json.ts'

// Anthropic's SDKs move the keywords that structured output does not support to the end of the description:
// `The article number\n\n{pattern: "^[A-Z]{3}$", maxLength: 3}`. Their `parse` then demands them of the answer.

const NUMBERS = [
  'minimum',
  'maximum',
  'exclusiveMinimum',
  'exclusiveMaximum',
  'multipleOf',
  'minLength',
  'maxLength',
  'minItems',
  'maxItems',
]
const STRINGS = ['pattern', 'format']
/** Keywords that may stand between those above. */
const OTHERS = ['default', 'examples', 'uniqueItems', 'minProperties', 'maxProperties']
const NEXT = new RegExp(`, (?=(?:${[...NUMBERS, ...STRINGS, ...OTHERS].join('|')}): )`)

/** The SDK for JavaScript writes JSON, the one for Python writes the text itself. */
function text(value: string): string {
  if (!value.startsWith('"')) return value
  try {
    return String(JSON.parse(value))
  } catch {
    return value
  }
}

function valueOf(keyword: string, value: string): Json | undefined {
  if (STRINGS.includes(keyword)) return text(value)
  const number = NUMBERS.includes(keyword) && value !== '' ? Number(value) : Number.NaN
  return Number.isFinite(number) ? number : undefined
}

/** The schema with the keywords that its description states. */
export function withStated(schema: JsonObject): JsonObject {
  const { description } = schema
  if (typeof description !== 'string' || !description.endsWith('}')) return schema
  const start = description.startsWith('{') ? 0 : description.lastIndexOf('\n\n{') + 2
  if (description[start] !== '{') return schema
  const stated: JsonObject = {}
  for (const part of description.slice(start + 1, -1).split(NEXT)) {
    const colon = part.indexOf(': ')
    const keyword = part.slice(0, Math.max(colon, 0))
    const value = valueOf(keyword, part.slice(colon + 2))
    if (value !== undefined) stated[keyword] = value
  }
  return { ...stated, ...schema }
}
