import type { Mask } from './mask.ts'
import { withoutOverlaps } from './spans.ts'
import type { Verdict } from './verdict.ts'

/** The combined result of several guardrails: AWS applies all of them, and the strictest decides. */
export interface Combined {
  action: Verdict['action']
  /** Per text. */
  masks: readonly (readonly Mask[])[]
  /** The first that blocks provides the message for the user. */
  blockedBy: Verdict | undefined
}

export function combined(verdicts: readonly Verdict[]): Combined {
  const blockedBy = verdicts.find(({ action }) => action === 'BLOCKED')
  const [first, ...others] = verdicts
  if (first === undefined || blockedBy !== undefined)
    return { action: first === undefined ? 'NONE' : 'BLOCKED', masks: [], blockedBy }
  const masks =
    others.length === 0
      ? first.masks
      : first.masks.map((_, at) =>
          withoutOverlaps(verdicts.flatMap((verdict) => verdict.masks[at] ?? [])),
        )
  const action = verdicts.some((verdict) => verdict.action === 'MASKED') ? 'MASKED' : 'NONE'
  return { action, masks, blockedBy }
}
