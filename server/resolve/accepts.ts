import type { Mode } from '../settings/settings.ts'
import type { Accepts } from '../store/match-result.ts'

const any: Accepts = () => true

// Recording asks the real service: hand-written answers would hide it, and what was recorded in this run is asked
// again. What a test added, and errors that are still due, stand before both.
const recordedEarlier: Accepts = ({ kind, added, error, earlier }) =>
  kind === 'recording' ? earlier : added || error

const addedOrDue: Accepts = ({ kind, added, error }) => kind === 'rule' && (added || error)

/** Which fixtures and recordings may answer in a mode. `refresh` records again what earlier runs recorded. */
export function acceptsIn(mode: Mode, refresh: boolean): Accepts {
  if (mode !== 'record') return any
  return refresh ? addedOrDue : recordedEarlier
}
