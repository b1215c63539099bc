import { MODES } from '../settings/modes.ts'
import type { Mode } from '../settings/settings.ts'
import type { Accepts } from '../store/match-result.ts'

const any: Accepts = () => true

// Record mode ignores fixture files, which would hide the real service, and repeats calls recorded in this run.
// Fixtures added by tests and pending errors still take precedence.
const recordedEarlier: Accepts = ({ kind, added, error, earlier }) =>
  kind === 'recording' ? earlier : added || error

const addedOrDue: Accepts = ({ kind, added, error }) => kind === 'rule' && (added || error)

/** Which fixtures and recordings may answer in a mode. `refresh` ignores recordings of earlier runs. */
export function acceptsIn(mode: Mode, refresh: boolean): Accepts {
  if (!MODES[mode].writes) return any
  return refresh ? addedOrDue : recordedEarlier
}
