import type { Prompt } from '../neutral/prompt.ts'

export type DialectName =
  | 'anthropic'
  | 'anthropic-text'
  | 'nova'
  | 'titan-text'
  | 'titan-embed'
  | 'titan-embed-image'
  | 'nova-embed'
  | 'llama'
  | 'mistral-text'
  | 'mistral-chat'
  | 'cohere-command'
  | 'cohere-command-r'
  | 'cohere-embed'
  | 'cohere-rerank'
  | 'jamba'
  | 'jurassic'
  | 'deepseek-text'
  | 'openai-chat'
  | 'titan-image'
  | 'nova-canvas'
  | 'stability'
  | 'pegasus'
  | 'marengo'

/** `partly`: only some models of the family, or unknown. Such calls are not rejected. */
type Support = boolean | 'partly'

/** The Converse features of a model family. */
export interface Features {
  system: Support
  image: Support
  document: Support
  video: Support
  audio: Support
  tools: Support
  toolsInStream: Support
  toolChoiceAny: Support
  toolChoiceTool: Support
  guardrails: Support
  /** cachePoint blocks. */
  cache: Support
  /** Reasoning blocks; `always` if the model reasons by default. */
  reasoning: Support | 'always'
  /** Reasoning blocks carry a signature. */
  signature: boolean
  /** outputConfig.textFormat and strict tools. */
  structured: Support
  /** A conversation may start with an assistant message. */
  assistantFirst: Support
  /** Consecutive messages with the same role are rejected. */
  alternates: Support
  /** Messages with tool results must not contain other blocks. */
  toolResultAlone: Support
  /** toolResult.status may be sent. */
  statusField: Support
}

/** Deviations in a family's responses, as observed in recorded traffic. */
export interface Habits {
  /** Converse writes `"type":"tool_use"` into toolUse blocks. */
  namesToolUse?: true
  /** Converse sends these cache counts even without caching; its streams do not. */
  cacheUsage?: 'both' | 'read'
  /** `usage` includes the TTL of cache writes. */
  cacheDetails?: true
  /** InvokeModel reports cached tokens in headers and metrics even if there are none. */
  countsCache?: true
  /** Tool call ids consist of the tool name and a counter; otherwise they are random. */
  countsCalls?: true
  /** Tool calls that are not forced are preceded by text. */
  announcesCalls?: true
  /** Converse puts text before reasoning. */
  textFirst?: true
  /** The prefix of every text. */
  lead?: string
  /** Streams with reasoning start with an empty text block. */
  emptyFirstBlock?: true
  /** ConverseStream sends the arguments of a tool call in pieces, after an empty one. */
  cutsArguments?: true
  /** Chat completions have the reasoning in tags within the text. */
  tagsReasoning?: true
  /** If a guardrail blocks the input, native bodies have no id, model or usage. */
  bareRefusals?: true
  /** Of a guarded native stream, only the chunks with text and the last one say what the guardrail did. */
  marksTextOnly?: true
}

/** Token overhead in addition to the request's text, as observed in recorded traffic. */
export interface TokenFrame {
  /** For the whole prompt. */
  prompt: number
  /** For each message. */
  message: number
  /** For the tool use prompt; `forced` if a call is forced. */
  tools: number
  forced: number
  /** For each tool, and for each token of its name, description and schema. */
  tool?: { each: number; weight: number }
  /** For each tool call and result; 12 by default. */
  call?: number
  /** For the citation prompt. */
  citations?: number
  /** For thinking. */
  thinking?: number
  /** For structured output, and for each token of its schema. */
  format?: { each: number; weight: number }
  /** Pixels per token, and the maximum image size. */
  image?: { pixels: number; max: number }
  /** For each PDF page, which is also read as an image. */
  page?: number
  /** The text of PDF files is not counted in addition to pages. */
  pageAlone?: true
  video?: number
  /** Factor from estimated tokens to the family's tokens. */
  scale?: number
  /** Tagged thinking is removed from earlier turns. */
  dropsThinking?: true
  /** What CountTokens adds for a system prompt. */
  countedSystem?: number
}

/** A family of models. */
export interface Family extends Features {
  name: string
  /** Matches the foundation model ids of the family. */
  ids: RegExp
  /** The complete form of an id, for models that are newer than the catalogue; by default it ends in `-v1:0`. */
  newIds?: RegExp
  /** The kind of request. */
  task: Prompt['kind']
  /** The dialect in dialects/ for its native bodies. */
  dialect: DialectName
  /** Documents and search results can be cited. */
  citations?: true
  /** Prompt and answer share the context window; requests that exceed it are rejected. */
  countsOutput?: true
  /** How much an output token counts against quotas; 1 by default. */
  outputRate?: number
  /** Members of inferenceConfig that the models reject. */
  refusesFields?: readonly string[]
  /** The model reads PDF files itself: they are limited by pages, not by size. */
  readsPdf?: true
  /** CountTokens works. */
  countsTokens?: true
  /** InvokeModel rejects a high maxTokens with the same message as Converse. */
  limitsNatively?: true
  /** Rerank requests have no `api_version`. */
  withoutApiVersion?: true
  /** The error for a cachePoint, if not an AccessDeniedException. */
  cacheRefusal?: 'ValidationException'
  habits?: Habits
  frame?: TokenFrame
  /** How the family streams text: one token per delta, a few words, or nearly everything at once. */
  grain: 'token' | 'words' | 'large'
}
