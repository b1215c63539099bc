import type { State } from '../state/state.ts'
import type { Store } from '../store/store.ts'
import type { Forced } from './moderation.ts'
import type { Attempt } from './source.ts'

/** The verdict that a fault, or else a fixture, sets for a call. */
export function forcedFor(
  { call, struck }: Pick<Attempt, 'call' | 'struck'>,
  store: Pick<Store, 'forced'>,
  state: State,
): Forced | undefined | Promise<Forced | undefined> {
  const verdicts = struck?.action.guardrail
  if (verdicts !== undefined) return { verdicts, used: () => {} }
  return state.read(call, (failed) => store.forced(call, failed))
}
