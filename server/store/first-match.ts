import type { Call } from '../bedrock/types.ts'
import { failsNext, isSpent } from '../fixtures/counters.ts'
import type { Accepts, Candidate } from './match-result.ts'
import { answers } from '../fixtures/differences.ts'
import type { Recordings } from '../recordings/recordings.ts'
import { rank } from '../fixtures/rules.ts'
import type { Rules } from '../fixtures/rules.ts'
import type { Rule } from '../fixtures/rule.ts'
import type { View } from '../matching/view.ts'
import { tie } from './ties.ts'

/** The best accepted candidate: a rule, or a recording that takes precedence. */
export function findFirstMatch(
  rules: Rules,
  view: View,
  accepts: Accepts,
  recordings: Recordings | undefined,
  ties?: TieWarnings,
): Candidate | undefined {
  const { session } = view.call
  let looked = recordings === undefined
  const candidates = rules.candidates(view)
  for (let rule = candidates.next(); rule !== undefined; rule = candidates.next()) {
    if (!looked && rule.priority <= 0) {
      looked = true
      const found = recordings && findRecording(recordings, view.call, accepts)
      if (found !== undefined) return found
    }
    if (rule.kind === 'guardrail' || isSpent(rule, session) || !answers(rule, view)) continue
    const error = failsNext(rule, session)
    const { name, added } = rule
    const found: Candidate = { kind: 'rule', rule, name, added, error, earlier: false }
    if (!accepts(found)) continue
    ties?.look(rule, rules, view)
    return found
  }
  return looked || recordings === undefined
    ? undefined
    : findRecording(recordings, view.call, accepts)
}

function findRecording(
  recordings: Recordings,
  call: Call,
  accepts: Accepts,
): Candidate | undefined {
  const hit = recordings.find(call)
  if (hit === undefined) return undefined
  const { recording, earlier } = hit
  const { name } = recording
  const found: Candidate = { kind: 'recording', hit, name, added: false, error: false, earlier }
  return accepts(found) ? found : undefined
}

/** Warns once per pair of rules that only their path decides between them. */
export class TieWarnings {
  #looked = new WeakSet<Rule>()
  #said = new Set<string>()
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
    const candidates = rules.candidates(view)
    for (let rule = candidates.next(); rule !== undefined; rule = candidates.next()) {
      if (rule === winner || rule.kind === 'guardrail' || rank(rule, winner) < 0) continue
      if (rank(rule, winner) > 0) return
      if (isSpent(rule, view.call.session) || !answers(rule, view)) continue
      const message = tie(winner, rule)
      // A file that was saved again is a new rule, but the same tie.
      if (!this.#said.has(message)) this.#warn(message)
      this.#said.add(message)
      return
    }
  }
}
