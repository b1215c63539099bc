import type { JsonObject } from '../json.ts'
import type { Delta } from '../neutral/delta.ts'
import type { Headers } from '../aws/headers.ts'

/** An event of a stream, before it is encoded as a frame. */
export interface DraftEvent {
  type: string
  payload: JsonObject
  /** A chunk event: the payload is a model's own JSON and travels as base64 in `bytes`. */
  wrapped?: true
  /** The number of output tokens in the event, for pacing. */
  tokens: number
}

/** An answer in the operation's shapes, before serialization. */
export type Draft =
  | { kind: 'body'; headers: Headers; body: JsonObject | string }
  | { kind: 'events'; headers: Headers; events: DraftEvent[] }

/** An answer that is still arriving, in the operation's shapes. */
export interface EventWriter {
  headers: Headers
  /** The events for the next delta, in order. There may be none. */
  write(delta: Delta): DraftEvent[]
}
