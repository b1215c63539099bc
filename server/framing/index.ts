import { headerOf } from '../aws/canonical-request.ts'
import type { Headers } from '../aws/headers.ts'
import { eventStream } from './event-stream.ts'
import type { Framing } from './framing.ts'
import { sse } from './sse.ts'

/** Every framing that this server can read. A new one is a file in this folder and its place here. */
const framings: readonly Framing[] = [eventStream, sse]

/**
 * The framing of a response, by its content type; undefined if it is not a stream of events. An operation's own framing
 * comes before the others: it also knows how its API words errors and ends.
 */
export function framingOf(headers: Headers, own?: Framing): Framing | undefined {
  const type = headerOf(headers, 'content-type')?.toLowerCase()
  if (type === undefined) return undefined
  if (own !== undefined && type.includes(own.type)) return own
  return framings.find((framing) => type.includes(framing.type))
}
