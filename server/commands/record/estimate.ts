import { costOf } from '../../models/prices.ts'
import type { Asked } from './ask.ts'
import { gistOf } from './gist.ts'

/** What asking everything again will cost, if the answers are as long as they were. */
export function estimateWords(asked: readonly Asked[]): string {
  let dollars = 0
  let unknown = 0
  let calls = 0
  for (const { before, call } of asked) {
    for (const response of before) {
      calls += 1
      const cost = costOfOne(response, call())
      if (cost === undefined) unknown += 1
      else dollars += cost
    }
  }
  const rest = unknown === 0 ? '' : `; of ${unknown} the price is not known`
  return `${calls} calls, about $${dollars.toFixed(dollars < 0.1 ? 4 : 2)} if the answers are as long as they were${rest}.`
}

function costOfOne(
  response: Asked['before'][number],
  call: ReturnType<Asked['call']>,
): number | undefined {
  // Refusals and what the catalogue answers cost nothing.
  if (response.status >= 300 || call.input['modelId'] === undefined) return 0
  const { usage } = gistOf(response, call)
  const { profile, foundation } = call.model()
  const id = profile ?? foundation
  return usage === undefined || id === undefined ? undefined : costOf(id, usage)
}
