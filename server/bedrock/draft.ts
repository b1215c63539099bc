import type { JsonObject } from '../json.ts'
import type { Headers } from '../aws/headers.ts'

/** One event of a stream, before it is a frame. */
export interface DraftEvent {
  type: string
  payload: JsonObject
  /** A chunk event: the payload is a model's own JSON and travels as base64 in `bytes`. */
  wrapped?: true
  /** How many output tokens it brings; the pace is made from it. */
  tokens: number
}

/** An answer worded in an operation's own shapes, not yet bytes. */
export type Draft =
  | { kind: 'body'; headers: Headers; body: JsonObject | string }
  | { kind: 'events'; headers: Headers; events: DraftEvent[] }
