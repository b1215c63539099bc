import type { JsonObject } from '../../../json.ts'

/**
 * Bedrock writes responses in two forms: `full` below /openai/v1, with all members of OpenAI's own service, and
 * `brief` below /v1, where the open models answer.
 */
export type Form = 'full' | 'brief'

export const formOf = (url: string): Form => (url.startsWith('/v1/') ? 'brief' : 'full')

// Members that the service writes with a decimal point even when they are whole. JSON.stringify drops it. The response
// has them before anything of a caller's own with the same name.
const FLOATS = ['frequency_penalty', 'presence_penalty', 'temperature', 'top_p'].flatMap((name) =>
  [0, 1].map((value) => [`"${name}":${value},`, `"${name}":${value}.0,`] as const),
)
const TIME = /"created_at":(\d+),/

/** A body or an event as the service writes it. Only the brief form has times with fractions. */
export function jsonText(json: JsonObject): string {
  let text = JSON.stringify(json)
  if (!text.includes('"created_at":')) return text
  for (const [whole, exact] of FLOATS) text = text.replace(whole, exact)
  return text.includes('"frequency_penalty":') ? text : text.replace(TIME, '"created_at":$1.0,')
}

/** The members in alphabetical order, as both forms have them. */
export function sorted(members: JsonObject): JsonObject {
  const ordered: JsonObject = {}
  for (const name of Object.keys(members).toSorted()) ordered[name] = members[name] ?? null
  return ordered
}
