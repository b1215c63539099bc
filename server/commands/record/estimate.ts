import { estimateOf } from '../../renewal/estimate.ts'
import type { RecordedCall } from '../../renewal/ask-again.ts'

/** What it costs to repeat all calls, assuming answers of the same length. */
export function estimateWords(recorded: readonly RecordedCall[]): string {
  const { calls, cost, unpriced } = estimateOf(recorded)
  const rest = unpriced === 0 ? '' : `; no price known for ${unpriced}`
  return `${calls} calls, about $${cost.toFixed(cost < 0.1 ? 4 : 2)} if the answers have the same length${rest}.`
}
