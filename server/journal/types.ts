import type { Ending } from '../bedrock/wire.ts'
import type { GuardrailSummary } from '../guardrails/summary.ts'
import type { Prompt } from '../neutral/prompt.ts'
import type { KeptHeaders } from './kept-headers.ts'
import type { Reply, Usage } from '../neutral/reply.ts'
import type { Source, Miss, Served } from '../bedrock/answer.ts'

/** A body in the journal: redacted, and clipped if it was long. */
export interface Clip {
  /** For a stream: one line per event, with its type and payload. */
  text: string
  /** The number of bytes on the wire. */
  bytes: number
  clipped: boolean
}

/** The parts of a request that fixtures match. */
export interface RequestSummary {
  /** The text of the last message. */
  prompt: string
  system: string
  /** Names of the tools that the caller offered. */
  tools: readonly string[]
  /** Names of the tools whose results are in the last message. */
  toolResults: readonly string[]
  turn: number
}

/** One call and its answer, as stored in the journal. Everything in it is redacted. */
export interface Exchange {
  readonly id: string
  readonly session: string
  readonly operation: string
  readonly model?: { sent: string; profile?: string; foundation?: string } | undefined
  readonly region: string
  /** When the call came, in milliseconds since 1970. */
  readonly at: number
  readonly http: {
    version: '1.1' | '2'
    method: string
    url: string
    userAgent: string
    /** The headers that affect the answer; others are not kept. */
    headers?: KeptHeaders
    /** Set if the call was for bedrock-mantle. */
    service?: 'mantle'
  }
  readonly request: Clip
  readonly response: Clip
  /** Absent if the body cannot be parsed, and for operations that do not call a model. */
  readonly asked?: RequestSummary | undefined
  /** The request in neutral form; absent if it was clipped or cannot be parsed. */
  readonly prompt?: Prompt | undefined
  /** The answer in neutral form; absent if it was clipped or has none. */
  readonly reply?: Reply | undefined
  readonly status: number
  readonly source: Source
  readonly fixture?: string | undefined
  /** The model server that answered, with its own figures. */
  readonly served?: Served | undefined
  /** The fault that was injected. The source is `fault` only if it did more than delay. */
  readonly fault?: string
  /** What a guardrail found. */
  readonly guardrail?: GuardrailSummary
  readonly misses?: readonly Miss[] | undefined
  readonly warnings?: readonly string[] | undefined
  readonly error?: { name: string; message: string } | undefined
  /** When each frame, or the whole body, was handed to the socket, in milliseconds after the request. */
  readonly atMs: readonly number[]
  readonly firstByteMs?: number | undefined
  readonly totalMs: number
  readonly usage?: Usage | undefined
  /** Estimated US dollars; absent if the model has no price. */
  readonly cost?: number | undefined
  readonly ended: Ending
}
