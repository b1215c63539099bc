import type { State } from '../state/state.ts'
import type { Store } from '../store/store.ts'
import type { Forced } from './moderation.ts'
import type { Attempt } from './source.ts'

/** The verdict that is dictated for a call: by the fault that has struck it, or else by a fixture. */
export function forcedFor(
  { call, struck }: Pick<Attempt, 'call' | 'struck'>,
  store: Pick<Store, 'forced'>,
  state: State,
): Forced | undefined | Promise<Forced | undefined> {
  const verdicts = struck?.action.guardrail
  if (verdicts !== undefined) return { verdicts, used: () => {} }
  return state.read(call, (failed) => store.forced(call, failed))
}
