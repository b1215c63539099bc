import type { ErrorName } from '../aws/errors.ts'
import type { Block } from '../bedrock/prompt.ts'
import type { StopReason, Usage } from '../bedrock/reply.ts'
import type { WrittenDisturbance } from '../faults/disturbance.ts'
import type { Json, JsonObject } from '../json.ts'

// A fixture as it is written in its file, after format/ has checked it.

export type TextMatch = string | { contains?: string | string[]; equals?: string; regex?: string }

export interface Match {
  operation?: string | string[]
  model?: string | string[]
  prompt?: TextMatch
  system?: TextMatch
  tools?: string[]
  toolResult?: string | { name?: string; status?: 'success' | 'error'; text?: TextMatch }
  turn?: number
  body?: JsonObject
  session?: string
}

export interface StreamPlan {
  pace?: 'instant' | 'realistic'
  firstByteMs?: number
  tokensPerSecond?: number
  chunks?: string[]
}

export interface WrittenAnswer {
  text?: string
  content?: Block[]
  stopReason?: StopReason
  stopSequence?: string
  usage?: Partial<Usage>
  latencyMs?: number
  trace?: JsonObject
  performanceConfig?: JsonObject
  serviceTier?: JsonObject
  additionalModelResponseFields?: Json
  embedding?: number[]
  embeddings?: number[][]
  image?: string
  images?: string[]
  ranking?: { index: number; score: number }[]
  native?: Json
  stream?: StreamPlan
}

export interface WrittenError {
  type: ErrorName
  message?: string
  times?: number
  afterEvents?: number
}

export interface WrittenFixture {
  name?: string
  description?: string
  match?: Match
  priority?: number
  answer?: WrittenAnswer
  answers?: WrittenAnswer[]
  then?: 'repeat' | 'error'
  error?: WrittenError
  fault?: WrittenDisturbance
}
