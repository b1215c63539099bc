import { maxTokensOf } from '../models/families.ts'
import type { Model } from '../models/model.ts'
import type { Prompt } from '../neutral/prompt.ts'
import type { Usage } from '../neutral/reply.ts'
import { countPrompt } from '../tokens/tokens.ts'

/** For models with an unknown limit. */
const DEFAULT_MAX_TOKENS = 4_096

/**
 * The tokens that a call reserves when it starts: its input and its maxTokens. Without maxTokens, Bedrock reserves the
 * model's maximum, which is why calls without maxTokens are throttled early.
 */
export function reservedTokens(prompt: Prompt, { foundation = '', family }: Model): number {
  const input = countPrompt(prompt, family)
  if (prompt.kind !== 'chat') return input
  return input + (prompt.maxTokens ?? maxTokensOf(foundation) ?? DEFAULT_MAX_TOKENS)
}

/** The tokens that a call used: cache reads are free, output tokens may count several times. */
export function usedTokens(usage: Usage, outputRate: number): number {
  const { inputTokens, outputTokens, cacheWriteInputTokens = 0 } = usage
  return inputTokens + cacheWriteInputTokens + Math.ceil(outputTokens * outputRate)
}

/** How much an output token counts. */
export function outputRateOf({ family }: Model): number {
  return family?.outputRate ?? 1
}
