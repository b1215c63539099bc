import type { Exchange } from '../../journal/types.ts'
import type { CodeCall, NativeHeaders } from '../code/call.ts'
import { doorOf } from '../code/doors.ts'
import type { DoorCall } from '../code/doors.ts'
import { hasCode, HEADERS, isConverse } from '../code/call.ts'

/** An event of a stream, with when it was sent. */
export interface StreamEvent {
  type: string
  payload: string
  atMs: number
}

/** How the journal writes an event: its type, which some streams leave empty, and its payload. */
const EVENT = /^[\w.]* [{["]/

/** What there is to know of a stream in time; a recording has it, too. */
export type Streamed = Pick<Exchange, 'id' | 'response' | 'atMs' | 'totalMs'>

/** The events of a streamed answer: the journal keeps one a line, and the time of each frame. */
export function eventsOf({ response, atMs }: Pick<Exchange, 'response' | 'atMs'>): StreamEvent[] {
  if (!EVENT.test(response.text)) return []
  return response.text.split('\n').map((line, at) => {
    const space = line.indexOf(' ')
    const payload = space === -1 ? '' : line.slice(space + 1)
    return {
      type: space === 0 ? typeIn(payload) : space === -1 ? line : line.slice(0, space),
      payload,
      atMs: atMs[at] ?? atMs.at(-1) ?? 0,
    }
  })
}

/** OpenAI's and Anthropic's events name themselves. */
function typeIn(payload: string): string {
  const { type, object } = (parse(payload) ?? {}) as { type?: unknown; object?: unknown }
  return [type, object].find((name) => typeof name === 'string') ?? 'data'
}

/** The text that an event adds to the answer. */
export function deltaText({ payload }: Pick<StreamEvent, 'payload'>): string {
  const event = parse(payload) as Delta | undefined
  const { delta } = event ?? {}
  const text =
    typeof delta === 'string'
      ? delta
      : (delta?.text ??
        event?.outputText ??
        event?.generation ??
        event?.choices?.[0]?.delta?.content)
  return typeof text === 'string' ? text : ''
}

interface Delta {
  /** A text in OpenAI's responses. */
  delta?: string | { text?: unknown }
  outputText?: unknown
  generation?: unknown
  choices?: { delta?: { content?: unknown } }[]
}

export function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** The call as code; undefined where its body was clipped or there is no sample for it. */
export function codeCallOf(exchange: Exchange, url: string): CodeCall | DoorCall | undefined {
  const { operation, model, request, region, http } = exchange
  if (model === undefined || request.clipped) return undefined
  if (!hasCode(operation) && doorOf(operation) === undefined) return undefined
  const body = parse(request.text)
  if (body === undefined) return undefined
  const call = { operation, modelId: model.sent, body, url, region }
  if (doorOf(operation) !== undefined)
    return { ...call, door: { path: http.url, mantle: http.service === 'mantle' } }
  const { headers } = http
  return isConverse(operation) || headers === undefined
    ? call
    : { ...call, headers: nativeHeaders(headers) }
}

function nativeHeaders(sent: NonNullable<Exchange['http']['headers']>): NativeHeaders {
  const named = Object.entries(HEADERS).flatMap(([name, header]) => {
    const value = sent[header]
    // Every client sends this one.
    return value === undefined || value === '*/*' ? [] : [[name, value]]
  })
  return Object.fromEntries(named) as NativeHeaders
}
