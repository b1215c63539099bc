import type { AwsError } from '../aws/errors.ts'
import type { JsonObject } from '../json.ts'

/** One event of a stream, to be encoded. */
export interface StreamEvent {
  /** The name of the event, or of the exception. Empty where events have no names. */
  type: string
  payload: string | Buffer
  /** The event reports an error and ends the stream. */
  exception?: true
  /** The event's id, where the framing has ids. */
  id?: string
  /** The payload's media type, where the framing names it; JSON by default. */
  contentType?: string
}

/** One event as it was on the wire. */
export interface Frame {
  /** `other`: not in any API model. */
  kind: 'event' | 'exception' | 'other'
  type: string
  payload: Buffer
  id?: string
  /** All of the frame's bytes. */
  bytes: Buffer
}

/** How far the end of a frame has been looked for, so that no byte is read again when more have arrived. */
export interface Search {
  /** Where the last line begins. */
  line: number
  /** How much of the bytes has no end of that line. */
  read: number
  hasData: boolean
}

export const newSearch = (): Search => ({ line: 0, read: 0, hasData: false })

/** How a stream of events goes over the wire. Nothing outside this folder knows what a frame looks like. */
export interface Framing {
  /** The content type of responses that use it. */
  readonly type: string
  /** An event's JSON as the service writes it. */
  payloadOf(json: JsonObject): string
  encode(event: StreamEvent): Buffer
  /** The frame that ends a stream with an error, after a number of others; the HTTP status stays 200. */
  encodeError(error: AwsError, after: number): Buffer
  /** Frames are text without lengths and checksums, so a part of one may be replaced. */
  readonly isText?: true
  /** Sent after the last event, if anything is. */
  readonly end?: Buffer
  /**
   * The length of the first frame; undefined until the buffer holds all of it. Throws if it cannot be a frame. The
   * search continues where it stopped in a buffer with the same beginning.
   */
  frameLength(bytes: Buffer, search?: Search): number | undefined
  /** Reads one whole frame. Throws if it is damaged. */
  decode(frame: Buffer): Frame
  /** The last frames of a stream, from bytes that may begin anywhere. There may be none. */
  lastFrames(bytes: Buffer): Frame[]
  /** Whether what follows the last frame is the beginning of another one. */
  isPartial(rest: Buffer): boolean
  /** A copy of the frame that clients cannot read. */
  damage(frame: Buffer): Buffer
}
