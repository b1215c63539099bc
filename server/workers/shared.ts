import type { PeerChange } from '../admin/peers.ts'
import type { Faults } from '../faults/faults.ts'
import type { Session } from '../sessions.ts'
import { save } from './kept.ts'

type Kept = Extract<PeerChange, { what: 'kept' }>

/** The state of each session that the workers know. */
export class KeptSessions {
  readonly #known = new Map<string, Map<string, Kept>>()

  /** The changes that they do not know yet. */
  changesOf(session: Session, faults: Faults): Kept[] {
    const { name } = session
    const known = this.#known.get(name) ?? new Map<string, Kept>()
    this.#known.set(name, known)
    return save(session, faults).flatMap(([part, text]) => {
      if (known.get(part)?.text === text) return []
      const change: Kept = { what: 'kept', session: name, part, text }
      known.set(part, change)
      return [change]
    })
  }

  /** Everything, for a new worker. */
  all(): Kept[] {
    return [...this.#known.values()].flatMap((parts) => [...parts.values()])
  }

  /** After this change, the workers have no state of a session, or of any. */
  received(change: PeerChange): void {
    if (change.what !== 'reset' && change.what !== 'forget') return
    if (change.session === undefined) this.#known.clear()
    else this.#known.delete(change.session)
  }
}
