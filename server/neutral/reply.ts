import type { Json, JsonObject } from '../json.ts'
import type { Block } from './prompt.ts'

export type StopReason =
  | 'end_turn'
  | 'tool_use'
  | 'max_tokens'
  | 'stop_sequence'
  | 'guardrail_intervened'
  | 'content_filtered'
  | 'malformed_model_output'
  | 'malformed_tool_use'
  | 'model_context_window_exceeded'

export type Usage = {
  inputTokens: number
  outputTokens: number
  cacheReadInputTokens?: number
  cacheWriteInputTokens?: number
  cacheDetails?: { inputTokens: number; ttl: string }[]
  /** The output tokens that were used for reasoning. */
  reasoningTokens?: number
}

/** An assistant message in Converse's shapes, for Converse, InvokeModel and their streams. */
export type Message = {
  kind: 'message'
  content: Block[]
  stopReason: StopReason
  /** The stop sequence that ended the answer, if known. */
  stopSequence?: string
  usage: Usage
  latencyMs: number
  /** Converse members beyond the message: trace, performanceConfig, serviceTier, additionalModelResponseFields. */
  extra?: JsonObject
}

export type Embeddings = {
  kind: 'embeddings'
  /** One per input, in order. */
  vectors: number[][]
  inputTokens: number
  latencyMs: number
}

export type Images = {
  kind: 'images'
  /** Base64. */
  images: string[]
  error?: string
  latencyMs: number
}

export type Ranking = {
  kind: 'ranking'
  results: { index: number; score: number }[]
  latencyMs: number
}

/** A native body, sent as is; for streams a list with one entry per chunk. */
type Native = {
  kind: 'native'
  body: Json
  usage?: Usage
  latencyMs: number
}

/** The output of an operation without a model call: catalogue, tags, token counts. */
type Output = {
  kind: 'output'
  output: JsonObject
}

export type Reply = Message | Embeddings | Images | Ranking | Native | Output
