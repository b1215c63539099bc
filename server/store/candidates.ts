import type { Call } from '../bedrock/types.ts'
import { answers } from '../fixtures/differences.ts'
import type { Rule } from '../fixtures/rule.ts'
import type { Rules } from '../fixtures/rules.ts'
import type { View } from '../matching/view.ts'
import { hasSequence } from '../recordings/recordings.ts'
import type { Recordings } from '../recordings/recordings.ts'
import type { Failed } from '../state/state.ts'
import type { Accepts, Candidate } from './match-result.ts'

/**
 * Adds the accepted candidates in order, up to the first that is certain to answer: those before it may be used up.
 * Returns whether there is one.
 */
export function addCandidates(
  into: Candidate[],
  rules: Rules,
  view: View,
  accepts: Accepts,
  recordings: Recordings | undefined,
): boolean {
  let looked = recordings === undefined
  const candidates = rules.candidates(view)
  for (let rule = candidates.next(); rule !== undefined; rule = candidates.next()) {
    if (!looked && rule.priority <= 0) {
      looked = true
      if (addRecording(into, recordings, view.call, accepts)) return true
    }
    if (rule.kind === 'guardrail' || !answers(rule, view)) continue
    const candidate = candidateOf(rule, view.call, accepts)
    if (candidate === undefined) continue
    into.push(candidate)
    if (candidate.after !== 'next') return true
  }
  return !looked && addRecording(into, recordings, view.call, accepts)
}

/** A rule as a candidate, with its counts; undefined if it may not answer. */
function candidateOf(rule: Rule, call: Call, accepts: Accepts): Candidate | undefined {
  const { name, added, error } = rule
  const kind = 'rule'
  const earlier = false
  const isDue = error !== undefined && accepts({ kind, added, earlier, error: true })
  const fails = isDue ? (error.times ?? 0) : 0
  const alwaysFails = isDue && error.times === undefined
  const plays =
    alwaysFails || (rule.answers.length > 0 && accepts({ kind, added, earlier, error: false }))
  if (fails === 0 && !plays) return undefined
  const cuts = error?.afterEvents !== undefined && call.operation.streams === true
  const isSequence = rule.answers.length > 1 || rule.ends
  const after = !plays ? 'next' : isSequence && (!alwaysFails || cuts) ? 'counts' : 'plays'
  // Members by name: spreading them costs microseconds in every call.
  return { kind, rule, name, added, error: isDue, earlier, of: rule, fails, cuts, after }
}

function addRecording(
  into: Candidate[],
  recordings: Recordings | undefined,
  call: Call,
  accepts: Accepts,
): boolean {
  const hit = recordings?.find(call)
  if (hit === undefined) return false
  const { recording, earlier } = hit
  const common = { kind: 'recording', added: false, error: false, earlier } as const
  if (!accepts(common)) return false
  const after = hasSequence(recording) ? 'counts' : 'plays'
  const { name } = recording
  into.push({ ...common, hit, name, of: recording, fails: 0, cuts: false, after })
  return true
}

/** The candidate that answers next. */
export function firstOf(candidates: readonly Candidate[], failed: Failed): Candidate | undefined {
  for (const candidate of candidates) {
    const { fails, after, of } = candidate
    if (fails === 0) return candidate
    if (failed(of) < fails) return candidate
    if (after !== 'next') return { ...candidate, error: false }
  }
  return undefined
}
