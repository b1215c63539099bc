import type { Json, JsonObject } from '../json.ts'

// Converse is Bedrock's own neutral form, so it is ours: dialects translate native bodies to it,
// and everything between the two translations speaks nothing else.

/** A content block as Converse writes it on the wire: bytes are base64 text. Exactly one member is set. */
export interface Block {
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

export interface ToolUse {
  toolUseId: string
  name: string
  input: Json
  type?: string
}

export interface ToolResult {
  toolUseId: string
  content: ToolResultContent[]
  status?: 'success' | 'error'
  type?: string
}

type ToolResultContent = Omit<Block, 'toolUse' | 'toolResult'> & { json?: Json }

export type ReasoningContent =
  | { reasoningText: { text: string; signature?: string } }
  | { redactedContent: string }

interface CitationsContent {
  content?: { text: string }[]
  citations?: JsonObject[]
}

export interface Message {
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

/** A conversation: what Converse and every native text body ask. */
export interface Chat {
  kind: 'chat'
  system: Block[]
  messages: Message[]
  tools: ToolSpec[]
  /** Names of tools that the service runs itself, such as nova_code_interpreter. */
  systemTools: string[]
  toolChoice?: ToolChoice
  maxTokens?: number
  temperature?: number
  topP?: number
  topK?: number
  stopSequences: string[]
  /** Thinking was asked for, in whichever way the family has. */
  reasoning?: { budgetTokens?: number; effort?: string }
  /** Structured output was asked for: the answer's text must be JSON valid against this schema ({} = any JSON). */
  format?: { schema: JsonObject; name?: string }
  /** Answers asked for at once (`n`, `num_generations`); 1 when absent. */
  count?: number
  /** The tool list carries a cachePoint after its last tool. */
  cachesTools?: boolean
  /** Native members that the neutral form has no word for, for a dialect's own use when it writes the answer. */
  native?: JsonObject
}

/** Texts or media to turn into vectors. */
export interface EmbedTask {
  kind: 'embed'
  inputs: { text?: string; media?: string }[]
  dimensions: number
  normalize: boolean
  /** float, int8, uint8, binary, ubinary, as asked; empty when nothing was asked. */
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
