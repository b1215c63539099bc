import type { Call } from '../bedrock/types.ts'
import { costOf } from '../models/prices.ts'
import type { Usage } from '../neutral/reply.ts'
import type { RecordedCall } from './ask-again.ts'
import { gistOf } from './gist.ts'

/** The cost of repeating calls, if the answers have the same length. */
export interface Estimate {
  calls: number
  inputTokens: number
  outputTokens: number
  /** US dollars. */
  cost: number
  /** The number of calls that are not in the sum, because their price is unknown. */
  unpriced: number
}

export function estimateOf(recorded: readonly RecordedCall[]): Estimate {
  const sum: Estimate = { calls: 0, inputTokens: 0, outputTokens: 0, cost: 0, unpriced: 0 }
  for (const { before, call } of recorded) {
    for (const response of before) {
      const request = call()
      const gist = gistOf(response, request)
      const cost = response.status >= 300 ? 0 : costOfAnswer(gist.usage, request)
      sum.calls += 1
      sum.inputTokens += gist.usage?.inputTokens ?? 0
      sum.outputTokens += gist.usage?.outputTokens ?? 0
      if (cost === undefined) sum.unpriced += 1
      else sum.cost += cost
    }
  }
  return sum
}

/** US dollars at today's prices; undefined if they or the tokens are not known. */
export function costOfAnswer(usage: Usage | undefined, call: Call): number | undefined {
  // Catalogue operations are free.
  if (call.input['modelId'] === undefined) return 0
  const { profile, foundation } = call.model()
  const id = profile ?? foundation
  return usage === undefined || id === undefined ? undefined : costOf(id, usage)
}
