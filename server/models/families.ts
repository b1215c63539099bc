import { contextTokens, maxTokens } from './entries.ts'
import { rows } from './family-table.ts'
import type { Prompt } from '../neutral/prompt.ts'

type DialectName =
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
type Support = boolean | 'partly'

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

/** What the models of one family have in common. */
export interface Family extends Features {
  name: string
  /** Matches the foundation model ids of the family. */
  ids: RegExp
  /** What its models are asked for. */
  task: Prompt['kind']
  /** The file in dialects/ that speaks its native bodies. */
  dialect: DialectName
  /** How the family streams text: one token a delta, a few words, or nearly everything at once. */
  grain: 'token' | 'words' | 'large'
}

export const families: readonly Family[] = rows

/** The family of a foundation model; undefined for models that only run asynchronously or over a two-way stream. */
export function familyOf(foundationId: string): Family | undefined {
  return families.find((family) => family.ids.test(foundationId))
}

// `:48k` and the like name a provisioned variant of the model before it.
const VARIANT = /:\d+k$/

/** The most tokens that the model reads at once; undefined where the limit is not known for certain. */
export function contextTokensOf(foundationId: string): number | undefined {
  return contextTokens.get(foundationId)
}

/** The most output tokens that the model takes; undefined where the limit is not known for certain. */
export function maxTokensOf(foundationId: string): number | undefined {
  return maxTokens.get(foundationId) ?? maxTokens.get(foundationId.replace(VARIANT, ''))
}
