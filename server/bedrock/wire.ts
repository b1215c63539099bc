import type { AwsError } from '../aws/errors.ts'
import type { Headers } from '../aws/headers.ts'
import type { Framing } from '../framing/framing.ts'

/** Bodies of at most as many bytes are copied to be sent in one write with their head. */
export const ONE_WRITE = 16_384

/** A serialized response. */
export interface Wire {
  /** 0 if nothing is sent. */
  status: number
  headers: Headers
  body:
    /**
     * `text` equals `bytes`, and spares converting them if it is ASCII. `length` is the number of bytes, if they have
     * not been created from the text yet.
     */
    | { kind: 'bytes'; bytes: Buffer; text?: string; length?: number; made?: Made }
    /** Frames of a stream, or pieces of a plain body, which has no framing. `joined` has all of them, if it is kept. */
    | {
        kind: 'frames'
        frames: Buffer[]
        atMs: number[]
        joined?: Buffer
        framing?: Framing | undefined
        /** Set if the frames are created on demand. */
        made?: MadeFrames
      }
    /** Bytes that are still arriving, in arbitrary chunks. */
    | { kind: 'flow'; chunks: AsyncIterable<Buffer>; framing?: Framing | undefined }
    /** Nothing is sent, not even a status; `end` applies at once. */
    | { kind: 'nothing' }
  /** What happens after the last byte: a clean end, an early close, a reset (TCP RST), or silence. */
  end: 'end' | 'cut' | 'reset' | 'stall'
  /** Milliseconds before anything is sent, including status and headers. */
  waitMs?: number
  /** The fault that struck, whether it changes the answer or only its time, and the error it sends. */
  fault?: { name: string; changes: boolean; error?: AwsError }
}

/** A body that is created from a form on demand: most are sent once and never read again. */
export interface Made {
  readonly length: number
  /** The same object for all bodies that differ only in ids and times. */
  readonly form: object
  /** The ids in it, in the order of creation. */
  readonly ids: readonly string[]
}

export interface MadeFrames extends Made {
  /** The number of frames. */
  readonly count: number
  /** All frames in one piece. */
  bytes(): Buffer
  /** The same for sending. The sender returns the bytes, and another body overwrites them. */
  lend(): Buffer
  giveBack(bytes: Buffer): void
}

/** How an answer ended. */
export type Ending = 'complete' | 'client left' | 'upstream broke' | 'cut'

export interface Delivery {
  /** Milliseconds after the start at which each frame, or the whole body, was handed on. */
  atMs: number[]
  /** This many frames were sent at the same time. */
  together?: number
  ended: Ending
}
