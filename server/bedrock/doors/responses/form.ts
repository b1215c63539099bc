import type { JsonObject } from '../../../json.ts'

/**
 * Bedrock writes responses in two forms: `full` below /openai/v1, with all members of OpenAI's own service, and
 * `brief` below /v1, where the open models answer.
 */
export type Form = 'full' | 'brief'

export const formOf = (url: string): Form => (url.startsWith('/v1/') ? 'brief' : 'full')

// Members that the service writes with a decimal point even when they are whole. JSON.stringify drops it.
const FLOATS = /"(frequency_penalty|presence_penalty|temperature|top_p)":(-?\d+)(?=[,}])/g
const TIME = /"created_at":(\d+)(?=[,}])/

/** A body or an event as the service writes it. Only the brief form has times with fractions. */
export function textOf(json: JsonObject): string {
  const text = JSON.stringify(json)
  if (!text.includes('"created_at":')) return text
  const exact = text.replace(FLOATS, '"$1":$2.0')
  return exact.includes('"frequency_penalty":') ? exact : exact.replace(TIME, '"created_at":$1.0')
}

/** The members in alphabetical order, as both forms have them. */
export function sorted(members: JsonObject): JsonObject {
  const ordered: JsonObject = {}
  for (const name of Object.keys(members).toSorted()) ordered[name] = members[name] ?? null
  return ordered
}
