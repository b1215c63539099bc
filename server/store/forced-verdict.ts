import { answers } from '../fixtures/differences.ts'
import type { Rule } from '../fixtures/rule.ts'
import type { Rules } from '../fixtures/rules.ts'
import { isSpent } from '../fixtures/spent.ts'
import type { Failed } from '../state/state.ts'
import type { WrittenVerdicts } from '../guardrails/written-verdicts.ts'
import type { View } from '../matching/view.ts'

/** A verdict that a fixture sets. */
export interface ForcedByFixture {
  fixture: string
  verdicts: WrittenVerdicts
  /** Counts the fixture as used, if it does not answer as well. */
  used(): void
}

/** The verdict of the fixture that answers a call, or of an earlier one without an answer. */
export function findForced(
  lists: readonly (Rules | undefined)[],
  view: View,
  failed: Failed,
): ForcedByFixture | undefined {
  for (const rules of lists) {
    const rule = rules && firstSaying(rules, view, failed)
    if (rule === undefined) continue
    const { guardrail: verdicts, name } = rule
    if (verdicts === undefined) return undefined
    return { fixture: name, verdicts, used: () => void (rule.calls += 1) }
  }
  return undefined
}

/** The first rule that sets a guardrail's verdict, or that answers. */
function firstSaying(rules: Rules, view: View, failed: Failed): Rule | undefined {
  const candidates = rules.candidates(view)
  for (let rule = candidates.next(); rule !== undefined; rule = candidates.next()) {
    if (!isSpent(rule, failed) && answers(rule, view)) return rule
  }
  return undefined
}
