import { costOf } from '../../models/prices.ts'
import type { RecordedCall } from './send.ts'
import { gistOf } from './gist.ts'

/** Estimates the cost of repeating all calls, assuming answers of the same length. */
export function estimateWords(recorded: readonly RecordedCall[]): string {
  let dollars = 0
  let unknown = 0
  let calls = 0
  for (const { before, call } of recorded) {
    for (const response of before) {
      calls += 1
      const cost = costOfOne(response, call())
      if (cost === undefined) unknown += 1
      else dollars += cost
    }
  }
  const rest = unknown === 0 ? '' : `; no price known for ${unknown}`
  return `${calls} calls, about $${dollars.toFixed(dollars < 0.1 ? 4 : 2)} if the answers have the same length${rest}.`
}

function costOfOne(
  response: RecordedCall['before'][number],
  call: ReturnType<RecordedCall['call']>,
): number | undefined {
  // Errors and catalogue operations are free.
  if (response.status >= 300 || call.input['modelId'] === undefined) return 0
  const { usage } = gistOf(response, call)
  const { profile, foundation } = call.model()
  const id = profile ?? foundation
  return usage === undefined || id === undefined ? undefined : costOf(id, usage)
}
