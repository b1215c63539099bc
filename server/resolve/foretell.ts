import type { Call } from '../bedrock/types.ts'
import { MODES } from '../settings/modes.ts'
import { keepsCount } from '../state/wants.ts'
import type { Candidate } from '../store/match-result.ts'
import { acceptsIn } from './accepts.ts'
import { guardsOf } from './guards.ts'
import type { Sources } from './index.ts'

/**
 * The counting fixtures that will answer a call, if that is certain before it is resolved: a call that is rejected, or
 * passes a guardrail, may never reach its fixture. `alone`: the call counts nothing else, so it only pays off for a
 * fixture whose count is read before it is changed.
 */
export function foretell(
  call: Call,
  { mode, store, refresh, check, guardrails, lenient }: Sources,
  alone = false,
): readonly Candidate[] | undefined {
  const now = mode()
  const { forwards } = MODES[now]
  if (forwards === 'everything' || call.operation.write === undefined) return undefined
  if (alone && !store.failsFirst(call)) return undefined
  const candidates = store.candidates(call, acceptsIn(now, refresh))
  const [first] = candidates
  if (first === undefined || !keepsCount(first)) return undefined
  if (alone && first.fails === 0) return undefined
  if (first.kind === 'recording' || forwards === 'reads') return candidates
  try {
    check(call)
    const { guards = [] } = guardsOf(call, guardrails, lenient) ?? {}
    return guards.length > 0 ? undefined : candidates
  } catch {
    // The call is rejected later.
    return undefined
  }
}
