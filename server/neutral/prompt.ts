import type { Json, JsonObject } from '../json.ts'

// Converse is the neutral form: dialects translate native bodies to and from it,
// and all other code uses only this form.

/** A content block as in Converse's JSON, with bytes in base64. Exactly one member is set. */
export type Block = {
  text?: string
  image?: JsonObject
  document?: JsonObject
  video?: JsonObject
  audio?: JsonObject
  toolUse?: ToolUse
  toolResult?: ToolResult
  guardContent?: JsonObject
  cachePoint?: JsonObject
  reasoningContent?: ReasoningContent
  citationsContent?: CitationsContent
  searchResult?: JsonObject
  toolAddition?: JsonObject
  toolRemoval?: JsonObject
}

export type ToolUse = {
  toolUseId: string
  name: string
  input: Json
  type?: string
}

export type ToolResult = {
  toolUseId: string
  content: ToolResultContent[]
  status?: 'success' | 'error'
  type?: string
}

type ToolResultContent = Omit<Block, 'toolUse' | 'toolResult'> & { json?: Json }

export type ReasoningContent =
  | { reasoningText: { text: string; signature?: string } }
  | { redactedContent: string }

type CitationsContent = {
  content?: { text: string }[]
  citations?: JsonObject[]
}

export type Turn = {
  role: 'user' | 'assistant' | 'system'
  content: Block[]
}

export interface ToolSpec {
  name: string
  description?: string
  /** The JSON schema of the input. */
  schema: JsonObject
  strict?: boolean
}

export type ToolChoice =
  | { auto: object }
  | { any: object }
  | { tool: { name: string } }
  | { none: object }

/** A conversation, from Converse or a native text body. */
export interface Chat {
  kind: 'chat'
  system: Block[]
  messages: Turn[]
  tools: ToolSpec[]
  /** Names of tools that the service runs, such as nova_code_interpreter. */
  systemTools: string[]
  toolChoice?: ToolChoice
  maxTokens?: number
  temperature?: number
  topP?: number
  topK?: number
  stopSequences: string[]
  /** Whether thinking is enabled, in any family's format. */
  reasoning?: { budgetTokens?: number; effort?: string }
  /** Structured output: the answer must be JSON that matches this schema ({} = any JSON). */
  format?: { schema: JsonObject; name?: string }
  /** The number of answers (`n`, `num_generations`); 1 by default. */
  count?: number
  /** The tool list carries a cachePoint after its last tool. */
  cachesTools?: boolean
  /** Native members without a neutral form, which a dialect needs to write the answer. */
  native?: JsonObject
}

/** Texts or media to turn into vectors. */
export interface EmbedTask {
  kind: 'embed'
  inputs: { text?: string; media?: string }[]
  dimensions: number
  normalize: boolean
  /** The requested types: float, int8, uint8, binary, ubinary. Empty by default. */
  types: string[]
  native?: JsonObject
}

export interface ImageTask {
  kind: 'image'
  text: string
  width: number
  height: number
  count: number
  seed?: number
  format: 'png' | 'jpeg' | 'webp'
  native?: JsonObject
}

export interface RankTask {
  kind: 'rank'
  query: string
  documents: string[]
  top?: number
}

export type Prompt = Chat | EmbedTask | ImageTask | RankTask
