import type { AwsError } from '../aws/errors.ts'
import type { Json, JsonObject } from '../json.ts'
import type { Session } from '../sessions.ts'
import type { Model } from './models.ts'
import type { Operation } from './operations.ts'
import type { Prompt } from './prompt.ts'
import type { Reply, Usage } from './reply.ts'

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
  http: { version: '1.1' | '2'; method: string; url: string; headers: Headers }
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

/** One response, decided but not yet worded. */
export type Answer = {
  source: Source
  /** The name of the fixture or recording that answers. */
  fixture?: string
  misses?: Miss[]
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
  | { kind: 'arriving'; status: number; headers: Headers; chunks: AsyncIterable<Buffer> }
  | { kind: 'error'; error: AwsError }
)

/** One response, worded but not yet sent. */
export interface Wire {
  status: number
  headers: Headers
  body:
    | { kind: 'bytes'; bytes: Buffer }
    | { kind: 'frames'; frames: Buffer[]; atMs: number[] }
    | { kind: 'flow'; chunks: AsyncIterable<Buffer> }
  /** What happens after the last byte: a clean end, a cut connection, or silence. */
  end: 'end' | 'reset' | 'stall'
}

/** Why a fixture did not match, closest first. */
export interface Miss {
  fixture: string
  reasons: string[]
}

/** A body as the journal keeps it: copied out of the request, clipped. */
export interface Clip {
  text: string
  bytes: number
  clipped: boolean
}

/** One call and its answer, as the journal keeps them. */
export interface Exchange {
  id: string
  session: string
  operation: string
  model?: { sent: string; foundation?: string }
  region: string
  at: number
  http: { version: '1.1' | '2'; method: string; url: string; userAgent: string }
  request: Clip
  response: Clip
  status: number
  source: Source
  fixture?: string
  misses?: Miss[]
  error?: { name: string; message: string }
  /** Milliseconds after the request at which each frame, or the whole body, had been handed to the socket. */
  atMs: number[]
  totalMs: number
  usage?: Usage
  ended: 'complete' | 'client left' | 'upstream broke' | 'cut'
}
