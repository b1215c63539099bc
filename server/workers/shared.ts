import type { PeerChange } from '../admin/peers.ts'
import type { Faults } from '../faults/faults.ts'
import type { Session } from '../sessions.ts'
import { save } from './kept.ts'

type Kept = Extract<PeerChange, { what: 'kept' }>

/** The state of each session that the workers know. */
export class KeptSessions {
  readonly #told = new Map<string, Map<string, Kept>>()

  /** The changes that they do not know yet. */
  changesOf(session: Session, faults: Faults): Kept[] {
    const { name } = session
    const told = this.#told.get(name) ?? new Map<string, Kept>()
    this.#told.set(name, told)
    return save(session, faults).flatMap(([part, text]) => {
      if (told.get(part)?.text === text) return []
      const change: Kept = { what: 'kept', session: name, part, text }
      told.set(part, change)
      return [change]
    })
  }

  /** Everything, for a new worker. */
  all(): Kept[] {
    return [...this.#told.values()].flatMap((parts) => [...parts.values()])
  }

  /** After this change, the workers have no state of a session, or of any. */
  heard(change: PeerChange): void {
    if (change.what !== 'reset' && change.what !== 'forget') return
    if (change.session === undefined) this.#told.clear()
    else this.#told.delete(change.session)
  }
}
