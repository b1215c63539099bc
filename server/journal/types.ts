import type { Ending } from '../bedrock/wire.ts'
import type { Prompt } from '../neutral/prompt.ts'
import type { Reply, Usage } from '../neutral/reply.ts'
import type { Source, Miss } from '../bedrock/answer.ts'

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
  readonly ended: Ending
}
