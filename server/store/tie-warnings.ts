import { answers } from '../fixtures/differences.ts'
import type { Rule } from '../fixtures/rule.ts'
import { rank } from '../fixtures/rules.ts'
import type { Rules } from '../fixtures/rules.ts'
import { isSpent } from '../fixtures/spent.ts'
import type { View } from '../matching/view.ts'
import { failedIn } from '../state/local.ts'
import { tie } from './ties.ts'

/** Warns once per pair of rules that only their path decides between them. */
export class TieWarnings {
  #looked = new WeakSet<Rule>()
  #warned = new Set<string>()
  readonly #warn: (message: string) => void

  constructor(warn: (message: string) => void) {
    this.#warn = warn
  }

  /** Checked when a rule answers for the first time, so later calls cost nothing. */
  look(winner: Rule, rules: Rules, view: View): void {
    if (this.#looked.has(winner)) return
    this.#looked.add(winner)
    // There is no tie if one rule runs out and leaves the next call to the other.
    if (winner.error?.times !== undefined && winner.answers.length === 0) return
    const failed = failedIn(view.call.session)
    const candidates = rules.candidates(view)
    for (let rule = candidates.next(); rule !== undefined; rule = candidates.next()) {
      if (rule === winner || rule.kind === 'guardrail' || rank(rule, winner) < 0) continue
      if (rank(rule, winner) > 0) return
      if (isSpent(rule, failed) || !answers(rule, view)) continue
      const message = tie(winner, rule)
      // A file that was saved again is a new rule, but the same tie.
      if (!this.#warned.has(message)) this.#warn(message)
      this.#warned.add(message)
      return
    }
  }
}
