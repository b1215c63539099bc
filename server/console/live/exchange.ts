import type { StreamEvent as Event } from '../../journal/events.ts'
import type { Exchange } from '../../journal/types.ts'
import type { Decided, Difference, Miss } from './differences.ts'
import type { CodeCall, NativeHeaders } from '../code/call.ts'
import { doorOf } from '../code/doors.ts'
import type { DoorCall } from '../code/doors.ts'
import { hasCode, HEADERS, isConverse } from '../code/call.ts'

/** An exchange as the admin API returns it by id. */
export interface Detailed extends Exchange {
  events?: readonly Event[]
  decided?: Decided
  conditions?: readonly Difference[]
  misses?: readonly Miss[]
}

/** An event of a stream, with its payload as JSON. */
export interface StreamEvent extends Event {
  payload: string
}

/** The timing of a stream; a recording has it, too. */
export interface Streamed {
  events: readonly StreamEvent[]
  totalMs: number
  clipped: boolean
}

/** Undefined if nothing was streamed. The payload of each event is a line of the response. */
export function streamOf({ events, response, totalMs }: Detailed): Streamed | undefined {
  if (events === undefined) return undefined
  const lines = response.text.split('\n')
  return {
    events: events.map((event, at) => ({ ...event, payload: payloadOf(lines[at] ?? '') })),
    totalMs,
    clipped: response.clipped,
  }
}

const payloadOf = (line: string): string => line.slice(line.indexOf(' ') + 1)

/** The text of a streamed answer. */
export const streamedText = ({ events = [] }: Detailed): string =>
  events.map(({ text }) => text).join('')

export function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** The call as code; undefined if its body was clipped or there is no sample for it. */
export function codeCallOf(exchange: Exchange, url: string): CodeCall | DoorCall | undefined {
  const { operation, model, request, region, http } = exchange
  if (model === undefined || request.clipped) return undefined
  if (!hasCode(operation) && doorOf(operation) === undefined) return undefined
  const body = parse(request.text)
  if (body === undefined) return undefined
  const call = { operation, modelId: model.sent, body, url, region }
  if (doorOf(operation) !== undefined)
    return {
      ...call,
      door: { path: http.url, mantle: http.service === 'mantle' },
      ...guardrailHeaders(http.headers),
    }
  const { headers } = http
  return isConverse(operation) || headers === undefined
    ? call
    : { ...call, headers: nativeHeaders(headers) }
}

/** OpenAI's and Anthropic's APIs take a guardrail in headers; their SDKs set the other headers. */
function guardrailHeaders(sent: Exchange['http']['headers'] = {}): { headers?: NativeHeaders } {
  const { guardrailIdentifier, guardrailVersion } = nativeHeaders(sent)
  if (guardrailIdentifier === undefined) return {}
  return {
    headers: { guardrailIdentifier, ...(guardrailVersion !== undefined && { guardrailVersion }) },
  }
}

function nativeHeaders(sent: NonNullable<Exchange['http']['headers']>): NativeHeaders {
  const named = Object.entries(HEADERS).flatMap(([name, header]) => {
    const value = sent[header]
    // Every client sends this one.
    return value === undefined || value === '*/*' ? [] : [[name, value]]
  })
  return Object.fromEntries(named) as NativeHeaders
}
