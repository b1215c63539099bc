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

/** `partly`: some models of the family, or not known for sure. Nothing is refused for it. */
export type Support = boolean | 'partly'

/** What Converse offers with the models of one family. */
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
  /** Reasoning blocks: `always` where the model thinks without being asked. */
  reasoning: Support | 'always'
  /** Reasoning blocks carry a signature. */
  signature: boolean
  /** outputConfig.textFormat and strict tools. */
  structured: Support
  /** A conversation may start with an assistant's turn. */
  assistantFirst: Support
  /** Two turns of one role in a row are refused. */
  alternates: Support
  /** A message with tool results may hold nothing else. */
  toolResultAlone: Support
  /** toolResult.status may be sent. */
  statusField: Support
}

/** How the answers of a family look on the wire, where they differ from most. Observed in recorded traffic. */
export interface Habits {
  /** Converse writes `"type":"tool_use"` into toolUse blocks. */
  namesToolUse?: true
  /** The cache counts that Converse sends although no prompt was cached; its streams send none. */
  cacheUsage?: 'both' | 'read'
  /** `usage` tells how long what was written to the cache lives. */
  cacheDetails?: true
  /** InvokeModel counts cached tokens in its headers and metrics even where there are none. */
  countsCache?: true
  /** Tool calls are named after the tool and counted; elsewhere their ids are random. */
  countsCalls?: true
  /** A tool call that was not forced is announced. */
  announcesCalls?: true
  /** Converse has the text before the reasoning. */
  textFirst?: true
  /** What every text starts with. */
  lead?: string
  /** A stream that reasons opens with an empty text block. */
  emptyFirstBlock?: true
}

/** The tokens that are counted around what a caller wrote. Observed in the usage of recorded traffic. */
export interface Frame {
  /** Around the whole. */
  prompt: number
  /** Around each message. */
  message: number
  /** Of the prompt that teaches tools; with `forced` where a call is forced. */
  tools: number
  forced: number
  /** For each tool, and for each token of its name, description and schema. */
  tool?: { each: number; weight: number }
  /** Around each tool call and each result; 12 when absent. */
  call?: number
  /** Of the prompt that teaches citations. */
  citations?: number
  /** Of a request for thinking. */
  thinking?: number
  /** Of structured output, and for each token of its schema. */
  format?: { each: number; weight: number }
  /** How many pixels of a picture make a token, and the largest picture. */
  image?: { pixels: number; max: number }
  /** For each page of a PDF, which is read as a picture too. */
  page?: number
  /** The words of a PDF are not counted beside its pages. */
  pageAlone?: true
  video?: number
  /** How many tokens one of this estimate's tokens is. */
  scale?: number
  /** Thinking in tags is taken out of earlier turns. */
  dropsThinking?: true
  /** What CountTokens adds for a system prompt. */
  countedSystem?: number
}

/** What the models of one family have in common. */
export interface Family extends Features {
  name: string
  /** Matches the foundation model ids of the family. */
  ids: RegExp
  /** The complete form of an id, for models that are newer than the catalogue; by default it ends in `-v1:0`. */
  newIds?: RegExp
  /** What its models are asked for. */
  task: Prompt['kind']
  /** The file in dialects/ that speaks its native bodies. */
  dialect: DialectName
  /** Documents and search results can be cited. */
  citations?: true
  /** The context window holds prompt and answer, and a request for more than both is refused. */
  countsOutput?: true
  /** How many tokens of a quota one output token takes; 1 when absent. */
  outputRate?: number
  /** Members of inferenceConfig that the models refuse. */
  refusesFields?: readonly string[]
  /** How a cachePoint is refused, where it is not an AccessDeniedException. */
  cacheRefusal?: 'ValidationException'
  habits?: Habits
  frame?: Frame
  /** How the family streams text: one token a delta, a few words, or nearly everything at once. */
  grain: 'token' | 'words' | 'large'
}
