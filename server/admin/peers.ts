import type { Session } from '../sessions.ts'
import type { Mode } from '../settings/settings.ts'

/** What happened in one process and must happen in all. */
export type PeerChange =
  | { what: 'mode'; mode: Mode }
  | { what: 'clock'; aheadMs: number }
  /** The folders are read again. */
  | { what: 'reload' }
  /** Without a name: all sessions. */
  | { what: 'reset'; session?: string | undefined }
  | { what: 'forget'; session: string }
  | { what: 'clear'; session?: string | undefined }
  /** A part of what clients and tests have put into a session, as text. */
  | { what: 'kept'; session: string; part: string; text: string }

/** The other processes of this server, where there are any. */
export interface Peers {
  /** How many answer calls on this port. */
  readonly count?: number
  /** Tells them about a change; `settled` says when they have made it, too. */
  tell(change: PeerChange): void
  /** Tells them what clients and tests have put into a session. */
  share(session: Session): void
  /** Runs a change exclusively, if others may make changes too. */
  exclusively?<T>(run: () => Promise<T>): Promise<T>
  /** Rejects if one of them does not answer. */
  settled(): Promise<void>
  /** Brings what they have kept of calls here. Rejects if one of them does not answer. */
  gather(): Promise<void>
  /** What the journal of a session may miss because a process has ended, in words. */
  lost(session: string | undefined): readonly string[]
}
