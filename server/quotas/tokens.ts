import { maxTokensOf } from '../models/families.ts'
import type { Model } from '../models/model.ts'
import type { Prompt } from '../neutral/prompt.ts'
import type { Usage } from '../neutral/reply.ts'
import { countPrompt } from '../tokens/tokens.ts'

/** For models whose limit nobody knows. */
const LIKELY_MOST = 4_096

/**
 * What a call takes from the token quotas when it begins: its input and all that it may answer. Where it does not say
 * how much that is, Bedrock takes the most that the model can, which is why calls without maxTokens are throttled early.
 */
export function reservedTokens(prompt: Prompt, { foundation = '', family }: Model): number {
  const input = countPrompt(prompt, family)
  if (prompt.kind !== 'chat') return input
  return input + (prompt.maxTokens ?? maxTokensOf(foundation) ?? LIKELY_MOST)
}

/** What it has taken when it is over: tokens read from a cache are free, those of the answer may count several times. */
export function usedTokens(usage: Usage, outputRate: number): number {
  const { inputTokens, outputTokens, cacheWriteInputTokens = 0 } = usage
  return inputTokens + cacheWriteInputTokens + Math.ceil(outputTokens * outputRate)
}

/** How many tokens of the quota an output token takes. */
export function outputRateOf({ family }: Model): number {
  return family?.outputRate ?? 1
}
