import type { AwsError } from '../aws/errors.ts'
import type { Headers } from '../aws/headers.ts'
import type { Framing } from '../framing/framing.ts'

/** A serialized response. */
export interface Wire {
  /** 0 if nothing is sent. */
  status: number
  headers: Headers
  body:
    /**
     * `text` is the same as `bytes`, so that head and body can be sent in one write. `length` is the number of bytes,
     * where they are not made from the text yet.
     */
    | { kind: 'bytes'; bytes: Buffer; text?: string; length?: number; made?: Made }
    /** Frames of a stream, or pieces of a plain body, which has no framing. `joined` is all of them, where it is kept. */
    | {
        kind: 'frames'
        frames: Buffer[]
        atMs: number[]
        joined?: Buffer
        framing?: Framing | undefined
        /** Set where the frames are made when they are needed. */
        made?: MadeFrames
      }
    /** Bytes that are still arriving, in arbitrary chunks. */
    | { kind: 'flow'; chunks: AsyncIterable<Buffer>; framing?: Framing | undefined }
    /** Nothing is sent, not even a status; `end` applies at once. */
    | { kind: 'nothing' }
  /** What happens after the last byte: a clean end, a connection that is closed early or reset (TCP RST), or silence. */
  end: 'end' | 'cut' | 'reset' | 'stall'
  /** Milliseconds before anything is sent, including status and headers. */
  waitMs?: number
  /** The fault that struck, whether it changes the answer or only its time, and the error it sends. */
  fault?: { name: string; changes: boolean; error?: AwsError }
}

/** A body that is made from a form when it is needed: most are sent once, and never looked at again. */
export interface Made {
  readonly length: number
  /** The same object for all bodies that differ only in ids and times. */
  readonly form: object
  /** The ids in it, in the order in which they were made. */
  readonly ids: readonly string[]
}

export interface MadeFrames extends Made {
  /** The number of frames. */
  readonly count: number
  /** All frames in one piece. */
  bytes(): Buffer
  /** The same for sending. Whoever has sent the bytes gives them back, and another body is written over them. */
  lend(): Buffer
  giveBack(bytes: Buffer): void
}

/** How an answer ended. */
export type Ending = 'complete' | 'client left' | 'upstream broke' | 'cut'

export interface Delivery {
  /** Milliseconds after the start at which each frame, or the whole body, was handed on. */
  atMs: number[]
  /** So many frames went at the one time that is named. */
  together?: number
  ended: Ending
}
