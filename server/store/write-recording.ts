import { dump, load } from 'js-yaml'
import { isObject } from '../json.ts'
import type { Json, JsonObject } from '../json.ts'
import { eventFromJson, responseToJson } from './recorded-response.ts'
import type { MediaFiles, RecordedResponse } from './recorded-response.ts'

/** What a recording's first document says, in the order in which it is written. */
export interface RecordingHead {
  request: JsonObject
  recorded: { at: string; region: string; latencyMs: number }
}

/** A recording's file: two YAML documents, long texts as blocks, one line an event. Media are put into `files`. */
export function writeRecording(
  head: RecordingHead,
  responses: readonly RecordedResponse[],
  media: { stem: string; files: MediaFiles },
): string {
  const first = yaml({ request: head.request, recorded: head.recorded }, '')
  const written = responses.map((response) => responseYaml(responseToJson(response, media)))
  return `${first}---\nresponses:\n${written.join('')}`
}

function responseYaml({ events, ...rest }: JsonObject): string {
  const block = yaml(rest, '    ').replace('    ', '  - ')
  if (!Array.isArray(events)) return block
  if (events.length === 0) return `${block}    events: []\n`
  return `${block}    events:\n${events.map((event) => `      - ${eventYaml(event)}\n`).join('')}`
}

/** `{ atMs: 12, event: contentBlockDelta, data: {"delta":{"text":"The"}} }` */
function eventYaml(event: Json): string {
  const line = flowMap(isObject(event) ? event : {})
  if (readsAs(line, event)) return line
  // What YAML cannot hold in its readable form, it holds as an escaped text.
  const { type, payload, atMs, exception } = eventFromJson(event)
  return flowMap({ atMs, [exception === true ? 'exception' : 'event']: type, text: payload })
}

function flowMap(members: JsonObject): string {
  return `{ ${Object.entries(members)
    .map(([name, value]) => `${name}: ${flow(value)}`)
    .join(', ')} }`
}

const PLAIN = /^[A-Za-z][\w-]*$/
const RESERVED = /^(?:true|false|null|yes|no|on|off|y|n)$/i

function flow(value: Json): string {
  if (typeof value === 'string' && PLAIN.test(value) && !RESERVED.test(value)) return value
  return escaped(JSON.stringify(value))
}

// JSON may hold these characters as they are, YAML may not.
const UNPRINTABLE = /[\u007F-\u009F\u2028\u2029\uFEFF\uFFFE\uFFFF]/g

function escaped(json: string): string {
  return json.replace(
    UNPRINTABLE,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}

/** A value as indented YAML; as JSON, which YAML contains, where a reader would not get the same value back. */
function yaml(value: JsonObject, indent: string): string {
  const lines = Object.entries(value).map(([name, member]) => {
    const text = dump({ [name]: member }, { lineWidth: -1, noRefs: true })
    return readsAs(text, { [name]: member })
      ? text
      : `${name}: ${escaped(JSON.stringify(member))}\n`
  })
  const text = lines.join('')
  if (indent === '') return text
  return text
    .split('\n')
    .map((line) => (line === '' ? '' : indent + line))
    .join('\n')
}

function readsAs(text: string, value: Json): boolean {
  try {
    return JSON.stringify(load(text)) === JSON.stringify(value)
  } catch {
    return false
  }
}
