import { EVENT_ID, getScalarValue, parseEvents } from 'js-yaml'
import { isDeepStrictEqual } from 'node:util'
import { readDocuments } from './read.ts'

/** The order in which the members of a fixture stand. */
const ORDER = [
  '$schema',
  'name',
  'description',
  'match',
  'priority',
  'error',
  'answer',
  'answers',
  'then',
]

/**
 * A fixture's text in the order and form that all have. Comments stay with the member that they stand above. A text whose
 * meaning would change is given back as it was.
 */
export function tidy(text: string, json: boolean): string {
  const before = readDocuments(text, json)
  const after = json ? tidyJson(before[0]) : tidyYaml(text)
  return isDeepStrictEqual(readDocuments(after, json), before) ? after : text
}

function tidyJson(value: unknown): string {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return `${JSON.stringify(value, null, 2)}\n`
  const members = Object.entries(value).toSorted(([a], [b]) => place(a) - place(b))
  return `${JSON.stringify(Object.fromEntries(members), null, 2)}\n`
}

function tidyYaml(source: string): string {
  const text = source.replaceAll('\r\n', '\n')
  const keys = topKeys(text)
  if (keys.length === 0) return text
  // What stands above the first member speaks of the whole file, and stays.
  const starts = keys.map(({ at }, nth) => (nth === 0 ? at : aboveComments(text, at)))
  const head = text.slice(0, starts[0])
  const parts = keys.map(({ key }, at) => ({
    key,
    text: text.slice(starts[at], starts[at + 1] ?? text.length).replace(/\n+$/, ''),
  }))
  const body = parts.toSorted((a, b) => place(a.key) - place(b.key)).map((part) => part.text)
  return `${head}${body.join('\n')}\n`
}

function place(key: string): number {
  const at = ORDER.indexOf(key)
  return at === -1 ? ORDER.length : at
}

/** The members of a mapping that is written in lines, and where each begins; none for other forms. */
function topKeys(text: string): { key: string; at: number }[] {
  const keys: { key: string; at: number }[] = []
  let depth = 0
  let isKey = true
  for (const event of parseEvents(text, {})) {
    if (event.type === EVENT_ID.POP) depth -= 1
    const atTop = depth === 2
    if (atTop && isKey && event.type === EVENT_ID.SCALAR) {
      if (event.valueStart > 0 && text[event.valueStart - 1] !== '\n') return []
      keys.push({ key: getScalarValue(text, event), at: event.valueStart })
    }
    const opens =
      event.type === EVENT_ID.DOCUMENT ||
      event.type === EVENT_ID.MAPPING ||
      event.type === EVENT_ID.SEQUENCE
    if (opens) depth += 1
    // Keys and values take turns; a collection's turn ends with its last event.
    if (depth === 2 && (atTop || event.type === EVENT_ID.POP)) isKey = !isKey
  }
  return keys
}

/** Where the comment lines above a member begin. */
function aboveComments(text: string, at: number): number {
  let start = at
  while (start > 0) {
    const before = text.lastIndexOf('\n', start - 2) + 1
    if (text[before] !== '#') break
    start = before
  }
  return start
}
