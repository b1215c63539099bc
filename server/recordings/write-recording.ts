import { loadAll } from 'js-yaml'
import { isObject } from '../json.ts'
import type { Json, JsonObject } from '../json.ts'
import { eventFromJson, responseToJson } from './recorded-response.ts'
import type { MediaFiles, RecordedResponse } from './recorded-response.ts'
import { flow, member, quoted } from './yaml.ts'

/** The first document of a recording, in the order in which it is written. */
export interface RecordingHead {
  request: JsonObject
  /** An imported recording may lack the time and the region, and names its origin. */
  recorded: { at?: string; region?: string; latencyMs: number; from?: string; lacks?: string[] }
}

/** Serialises a recording: two YAML documents, block scalars for long texts, one event per line. Media go to `files`. */
export function writeRecording(
  { request, recorded }: RecordingHead,
  responses: readonly RecordedResponse[],
  media: { stem: string; files: MediaFiles },
): string {
  const head: JsonObject = { request, recorded }
  const written = responses.map((response) => responseToJson(response, media))
  const text = compose(head, written, member, eventLine)
  const documents: Json[] = [head, { responses: written }]
  if (isSurelyReadable(documents) || readsAs(text, documents)) return text
  // The readable form of YAML cannot express something in it; JSON with escapes can.
  const plain = compose(
    head,
    written,
    (name, value, indent) => `${indent}${quoted(name)}: ${quoted(value)}\n`,
    safeLine,
  )
  const events = written.map((one) =>
    Array.isArray(one['events']) ? one['events'].map(eventFromJson) : one,
  )
  const back = readDocuments(plain)?.[1]
  const list = isObject(back) && Array.isArray(back['responses']) ? back['responses'] : []
  const same = list.map((one) =>
    isObject(one) && Array.isArray(one['events']) ? one['events'].map(eventFromJson) : one,
  )
  if (JSON.stringify(same) !== JSON.stringify(events))
    throw new Error('the answer cannot be written as YAML')
  return plain
}

type WriteMember = (name: string, value: Json, indent: string) => string

function compose(
  head: JsonObject,
  responses: readonly JsonObject[],
  write: WriteMember,
  line: (event: Json) => string,
): string {
  const first = Object.entries(head).map(([name, value]) => write(name, value, ''))
  const second = responses.map(({ events, ...rest }) => {
    const members = Object.entries(rest).map(([name, value]) => write(name, value, '    '))
    const whole = members.join('').replace('    ', '  - ')
    if (!Array.isArray(events)) return whole
    if (events.length === 0) return `${whole}    events: []\n`
    return `${whole}    events:\n${events.map((event) => `      - ${line(event)}\n`).join('')}`
  })
  return `${first.join('')}---\nresponses:\n${second.join('')}`
}

/** `{ atMs: 12, event: contentBlockDelta, data: {"delta":{"text":"The"}} }` */
function eventLine(event: Json): string {
  const members = Object.entries(isObject(event) ? event : {})
  return `{ ${members.map(([name, value]) => `${name}: ${flow(value)}`).join(', ')} }`
}

function safeLine(event: Json): string {
  const line = eventLine(event)
  if (readsAs(line, [event])) return line
  const { type, payload, atMs, exception } = eventFromJson(event)
  return eventLine({ atMs, [exception === true ? 'exception' : 'event']: type, text: payload })
}

// Letters, digits and common punctuation. Multi-line text has no blank line and starts with one of these.
const LINE = /^[ -~\p{L}\p{N}‐-‧°€]*$/u
const LINES = /^(?!\s)(?:[ -~\p{L}\p{N}‐-‧°€]|\n(?! +(?:\n|$)))*$/u
const NUMBER = /^-?\d{1,15}(?:\.\d+)?(?:e-\d+)?$/
const NAME = /^[A-Za-z][\w-]{0,100}$/

/** Whether YAML could not misread any value; parsing the result again would cost more than writing it. */
function isSurelyReadable(value: Json): boolean {
  if (typeof value === 'string') return LINE.test(value) || LINES.test(value)
  if (typeof value === 'number') return NUMBER.test(String(value))
  if (Array.isArray(value)) return value.every(isSurelyReadable)
  if (!isObject(value)) return true
  for (const name in value) {
    const item = value[name]
    if (item === undefined || !NAME.test(name) || !isSurelyReadable(item)) return false
  }
  return true
}

function readsAs(text: string, values: readonly Json[]): boolean {
  return JSON.stringify(readDocuments(text)) === JSON.stringify(values)
}

function readDocuments(text: string): Json[] | undefined {
  try {
    return loadAll(text) as Json[]
  } catch {
    return undefined
  }
}
