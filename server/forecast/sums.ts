import { costOf } from '../models/prices.ts'
import type { Usage } from '../neutral/reply.ts'
import { usedTokens } from '../quotas/tokens.ts'

/** Sums of calls of one model. */
export interface Sums {
  /** The model, or the profile: AWS counts and bills cross-region calls separately. */
  model: string
  calls: number
  /** Calls that ended in an error. They count nowhere else. */
  refused: number
  inputTokens: number
  outputTokens: number
  cacheReadInputTokens: number
  cacheWriteInputTokens: number
  /** As quotas count them: without cache reads, and for some models with output tokens several times. */
  quotaTokens: number
  /** US dollars; undefined if the model has no price. */
  cost: number | undefined
  /** Calls that the quotas would have throttled; undefined if none applies. */
  throttled: number | undefined
}

export function newSums(model: string, hasQuota: boolean): Sums {
  return {
    model,
    calls: 0,
    refused: 0,
    inputTokens: 0,
    outputTokens: 0,
    cacheReadInputTokens: 0,
    cacheWriteInputTokens: 0,
    quotaTokens: 0,
    cost: costOf(model, { inputTokens: 0, outputTokens: 0 }),
    throttled: hasQuota ? 0 : undefined,
  }
}

export function addUsage(sums: Sums, usage: Usage, outputRate: number): void {
  sums.inputTokens += usage.inputTokens
  sums.outputTokens += usage.outputTokens
  sums.cacheReadInputTokens += usage.cacheReadInputTokens ?? 0
  sums.cacheWriteInputTokens += usage.cacheWriteInputTokens ?? 0
  sums.quotaTokens += usedTokens(usage, outputRate)
  if (sums.cost !== undefined) sums.cost += costOf(sums.model, usage) ?? 0
}
