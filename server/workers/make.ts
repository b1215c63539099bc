import type { PeerChange } from '../admin/peers.ts'
import type { SharedParts } from '../start/place.ts'
import { load } from './kept.ts'

/** Makes a change that the owner has made. */
export function make(change: PeerChange, parts: SharedParts): void {
  const { mode, clock, store, sessions, journal, faults } = parts
  switch (change.what) {
    case 'mode':
      return mode.set(change.mode)
    case 'clock':
      return clock.advance(Math.max(0, change.aheadMs - clock.aheadMs))
    case 'reload':
      return store.reload()
    case 'reset':
      return sessions.reset(change.session)
    case 'forget':
      return void sessions.delete(change.session)
    case 'clear':
      return journal.clear(change.session)
    case 'kept': {
      const { session, part, text } = change
      const { shared } = sessions
      return load(session === shared.name ? shared : sessions.get(session), part, text, faults)
    }
  }
}
