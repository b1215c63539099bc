import type { Guarded } from '../guardrails/guarded.ts'
import type { Prompt } from '../neutral/prompt.ts'
import type { Reply } from '../neutral/reply.ts'
import type { Json, JsonObject } from '../json.ts'

/** Makes the ids that the service generates: `ids('msg_bdrk_01', 22)`. Unique within an answer. */
export type Ids = (
  prefix: string,
  length: number,
  alphabet?: 'base62' | 'base64url' | 'hex',
) => string

/** What a dialect knows of the place it writes to. */
export interface Target {
  /** The foundation model id, `anthropic.claude-3-haiku-20240307-v1:0`. */
  model: string
  prompt: Prompt
  ids: Ids
  /** When the call came, in milliseconds: for bodies that carry `created`. */
  now: number
  /** What a guardrail did to the answer. */
  guarded?: Guarded | undefined
  /** Cuts a text into the pieces in which this model streams it. Joined again they are the text. */
  cut(text: string): string[]
}

/** One chunk of a native stream and how many output tokens it stands for, from which the pace is made. */
export interface Part {
  json: JsonObject
  tokens: number
}

/** One model family's InvokeModel bodies, both ways. */
export interface Dialect {
  name: string
  /** A native request in the neutral form. Throws an AwsError worded as the model server words it. */
  read(body: Json, model: string): Prompt
  /** The answer as one native body, keys in the provider's order. */
  body(reply: Reply, to: Target): JsonObject
  /** The answer as native stream chunks, without the invocation metrics, which invoke.ts adds. Absent: cannot stream. */
  parts?(reply: Reply, to: Target): Part[]
  /** A native body, as recorded, in the neutral form. */
  parse(body: Json): Reply
  /** Native stream chunks, as recorded, in the neutral form. */
  join?(parts: Json[]): Reply
  /** True where the metrics travel in a chunk of their own (Jamba) and not in the last one. */
  metricsApart?: true
}
