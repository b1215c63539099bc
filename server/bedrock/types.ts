import type { AwsError } from '../aws/errors.ts'
import type { Struck } from '../faults/action.ts'
import type { Json, JsonObject } from '../json.ts'
import type { Session } from '../sessions.ts'
import type { Model } from '../models/models.ts'
import type { Operation } from './operations.ts'
import type { Prompt } from '../neutral/prompt.ts'
import type { Reply, Usage } from '../neutral/reply.ts'

// The values that travel a request's way: read makes a Call, resolve an Answer, write a Wire,
// and the journal keeps an Exchange. What a call asks is in prompt.ts, what answers it in reply.ts.

export type Headers = readonly (readonly [name: string, value: string])[]

/** One request, understood. */
export interface Call {
  id: string
  operation: Operation
  session: Session
  region: string
  receivedAt: number
  /** `address` is the client's, where there is a socket. */
  http: {
    version: '1.1' | '2'
    method: string
    url: string
    headers: Headers
    address?: string | undefined
  }
  raw: Buffer
  /** The parsed body; undefined when there is none, or none that is JSON. */
  body: Json | undefined
  /** Path, query and header members of the operation, by their modelled names. */
  input: JsonObject
  /** The model of operations that have one. Resolved on first use: proxy and record may not need it. */
  model(): Model
  /** What is asked, in Converse's own shapes. Lazy, since reading a native body may throw. */
  prompt(): Prompt
  /** Aborted when the client goes away before it has the whole answer. */
  gone: AbortSignal
  /** The header x-bedrock-local-fault: what this one call wants to go wrong. */
  wantsFault?: string | undefined
}

export type Source = 'recording' | 'fixture' | 'invented' | 'catalogue' | 'upstream' | 'fault'

/** How fast a stream goes out. `instant` waits for nothing; the others say when each frame is due. */
export type Pace =
  | { kind: 'instant' }
  | { kind: 'tokens'; firstByteMs: number; tokensPerSecond: number }
  | { kind: 'recorded'; speed: number }

/** What ends a stream early, after so many of its events. */
export interface Break {
  after: number
  by: AwsError | 'reset' | 'stall'
}

/** One event of a recorded stream; the payload is the text that was received. */
export interface RecordedEvent {
  type: string
  payload: string
  atMs: number
  exception?: true
}

/** What became of an answer in record mode: the file that holds it, or why there is none. */
export type Recorded = { file: string } | { level: 'info' | 'warn' | 'error'; why: string }

/** One response, decided but not yet worded. */
export type Answer = {
  source: Source
  /** The name of the fixture or recording that answers. */
  fixture?: string
  misses?: Miss[]
  /** What the fixture says goes wrong on the answer's way. */
  fault?: Struck
  /** Warnings for the log: a verdict that --lenient let pass, an unknown model that was accepted. */
  warnings?: string[]
} & (
  | { kind: 'reply'; reply: Reply; pace: Pace; breaks?: Break; stable?: object; chunks?: string[] }
  | {
      kind: 'recorded'
      status: number
      headers: Headers
      pace: Pace
      body: Buffer | RecordedEvent[]
    }
  | {
      kind: 'arriving'
      status: number
      headers: Headers
      chunks: AsyncIterable<Buffer>
      /** Resolves after the client has its last byte. */
      recorded?: Promise<Recorded>
    }
  | { kind: 'error'; error: AwsError }
)

/** One response, worded but not yet sent. */
export interface Wire {
  status: number
  headers: Headers
  body:
    /** `text` is the same as the bytes: head and body then go out in one write. */
    | { kind: 'bytes'; bytes: Buffer; text?: string }
    /** `joined` is all the frames in one piece, where it is kept. */
    | { kind: 'frames'; frames: Buffer[]; atMs: number[]; joined?: Buffer }
    | { kind: 'flow'; chunks: AsyncIterable<Buffer> }
  /** What happens after the last byte: a clean end, a cut stream, silence, or a connection that is reset whole. */
  end: 'end' | 'reset' | 'stall' | 'refuse'
  /** Milliseconds before anything is sent, status and headers included. */
  waitMs?: number
  /** Nothing is sent at all: `end` happens at once. */
  silent?: true
  /** The fault that struck, whether it changes the answer or only its time, and the error it sends. */
  fault?: { name: string; changes: boolean; error?: AwsError }
}

/** Why a fixture did not match, closest first. */
export interface Miss {
  fixture: string
  reasons: string[]
}

/** A body as the journal shows it: redacted, and clipped where it was long. */
export interface Clip {
  /** A stream's events are lines of type and payload. */
  text: string
  /** How many bytes there were on the wire. */
  bytes: number
  clipped: boolean
}

/** What was asked, as fixtures' matchers look at it. */
export interface Asked {
  /** The text of the last message. */
  prompt: string
  system: string
  /** Names of the tools that were offered. */
  tools: readonly string[]
  /** Names of the tools whose results the last message carries. */
  toolResults: readonly string[]
  turn: number
}

/** One call and its answer, as the journal keeps them. Everything in it is redacted. */
export interface Exchange {
  readonly id: string
  readonly session: string
  readonly operation: string
  readonly model?: { sent: string; profile?: string; foundation?: string } | undefined
  readonly region: string
  /** When the call came, in milliseconds since 1970. */
  readonly at: number
  readonly http: { version: '1.1' | '2'; method: string; url: string; userAgent: string }
  readonly request: Clip
  readonly response: Clip
  /** Absent where the body could not be understood, and for operations that ask no model. */
  readonly asked?: Asked | undefined
  /** The request in the neutral form; absent where it was clipped or could not be understood. */
  readonly prompt?: Prompt | undefined
  /** The answer in the neutral form; absent where it was clipped or has none. */
  readonly reply?: Reply | undefined
  readonly status: number
  readonly source: Source
  readonly fixture?: string | undefined
  /** The fault that struck; the source is `fault` only where it did more than delay. */
  readonly fault?: string
  readonly misses?: readonly Miss[] | undefined
  readonly warnings?: readonly string[] | undefined
  readonly error?: { name: string; message: string } | undefined
  /** Milliseconds after the request at which each frame, or the whole body, had been handed to the socket. */
  readonly atMs: readonly number[]
  readonly firstByteMs?: number | undefined
  readonly totalMs: number
  readonly usage?: Usage | undefined
  /** US dollars, estimated from the price table; absent where the model has no price there. */
  readonly cost?: number | undefined
  readonly ended: 'complete' | 'client left' | 'upstream broke' | 'cut'
}
