import type { Guarded } from '../guardrails/guarded.ts'
import type { Delta } from '../neutral/delta.ts'
import type { Prompt } from '../neutral/prompt.ts'
import type { Reply } from '../neutral/reply.ts'
import type { Json, JsonObject } from '../json.ts'

/** Makes the ids that the service generates: `ids('msg_bdrk_01', 22)`. Unique within an answer. */
export type Ids = (
  prefix: string,
  length: number,
  alphabet?: 'base62' | 'base64url' | 'base32' | 'hex' | 'uuid',
) => string

/** The context of a dialect that writes an answer. */
export interface Target {
  /** The foundation model id, `anthropic.claude-3-haiku-20240307-v1:0`. */
  model: string
  prompt: Prompt
  ids: Ids
  /** When the call came, in milliseconds: for bodies that carry `created`. */
  now: number
  /** The guardrail's action on the answer. */
  guarded?: Guarded | undefined
  /** The same target with its ids from the first one on: for a second version of the same answer. */
  again(): Target
  /** Cuts a text into the pieces in which this model streams it. */
  cut(text: string): string[]
}

/** A chunk of a native stream and its number of output tokens, for pacing. */
export interface Part {
  json: JsonObject
  tokens: number
}

/** Turns the deltas of one answer, in order, into chunks of a native stream, each as soon as it can be written. */
export type Writer = (delta: Delta) => Part[]

/** One model family's InvokeModel bodies, both ways. */
export interface Dialect {
  name: string
  /** Converts a native request to the neutral form. Throws an AwsError with the model server's message. */
  read(body: Json, model: string): Prompt
  /** The answer as one native body, keys in the provider's order. */
  body(reply: Reply, to: Target): JsonObject
  /** The answer as native stream chunks, without the invocation metrics, which invoke.ts adds. Absent: cannot stream. */
  parts?(reply: Reply, to: Target): Part[]
  /** As `parts`, for an answer that is still arriving: its pieces are written as they come. */
  writer?(to: Target): Writer
  /** A native body, as recorded, in the neutral form. */
  parse(body: Json): Reply
  /** Native stream chunks, as recorded, in the neutral form. */
  join?(parts: Json[]): Reply
  /** Whether metrics are sent in a separate chunk (Jamba) instead of the last one. */
  metricsApart?: true
}
