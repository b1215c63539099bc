import type { Call } from '../bedrock/types.ts'
import type { Mode } from '../settings/settings.ts'
import { failsNext, isSpent } from '../fixtures/counters.ts'
import { tie } from './disk.ts'
import type { Found } from './match-result.ts'
import { answers } from '../fixtures/differences.ts'
import type { Recordings } from '../recordings/recordings.ts'
import { rank } from '../fixtures/rules.ts'
import type { Rules } from '../fixtures/rules.ts'
import type { Rule } from '../fixtures/rule.ts'
import type { View } from '../matching/view.ts'

/** The best rule that fits, or the recording where that comes before it. */
export function firstRule(
  rules: Rules,
  view: View,
  mode: Mode,
  recordings: Recordings | undefined,
  ties?: TieWarnings,
): Found | undefined {
  const { call } = view
  const { session } = call
  let asked = recordings === undefined
  const candidates = rules.candidates(view)
  for (let rule = candidates.next(); rule !== undefined; rule = candidates.next()) {
    if (!asked && rule.priority <= 0) {
      asked = true
      const found = recordings && recordingFound(recordings, call, mode)
      if (found !== undefined) return found
    }
    // Recording asks the real service: hand-written answers would hide it.
    const error = failsNext(rule, session)
    if (mode === 'record' && !rule.added && !error) continue
    if (isSpent(rule, session) || !answers(rule, view)) continue
    ties?.look(rule, rules, view)
    return { kind: 'rule', rule, name: rule.name, added: rule.added, error, earlier: false }
  }
  return asked || recordings === undefined ? undefined : recordingFound(recordings, call, mode)
}

function recordingFound(recordings: Recordings, call: Call, mode: Mode): Found | undefined {
  const hit = recordings.find(call)
  if (hit === undefined) return undefined
  const { recording, earlier } = hit
  // What was recorded in this run is asked again, and must not stand before an error that is to come.
  if (mode === 'record' && !earlier) return undefined
  return { kind: 'recording', hit, name: recording.name, added: false, error: false, earlier }
}

/** Says once of a pair of rules that only their path decides between them. */
export class TieWarnings {
  #looked = new WeakSet<Rule>()
  #said = new Set<string>()
  readonly #warn: (message: string) => void

  constructor(warn: (message: string) => void) {
    this.#warn = warn
  }

  /** Looked for when a rule answers for the first time: later calls cost nothing. */
  look(winner: Rule, rules: Rules, view: View): void {
    if (this.#looked.has(winner)) return
    this.#looked.add(winner)
    // Nothing is undecided where it runs out and leaves the next call to the other.
    if (winner.error?.times !== undefined && winner.answers.length === 0) return
    const candidates = rules.candidates(view)
    for (let rule = candidates.next(); rule !== undefined; rule = candidates.next()) {
      if (rule === winner || rank(rule, winner) < 0) continue
      if (rank(rule, winner) > 0) return
      if (isSpent(rule, view.call.session) || !answers(rule, view)) continue
      const message = tie(winner, rule)
      // A file that was saved again is another rule, and the tie is the same.
      if (!this.#said.has(message)) this.#warn(message)
      this.#said.add(message)
      return
    }
  }
}
