import type { Session } from '../sessions.ts'
import type { Mode } from '../settings/settings.ts'

/** A change in one process that all processes must make. */
export type PeerChange =
  | { what: 'mode'; mode: Mode }
  | { what: 'clock'; aheadMs: number }
  /** Reload the folders. */
  | { what: 'reload' }
  /** Without a name: all sessions. */
  | { what: 'reset'; session?: string | undefined }
  | { what: 'forget'; session: string }
  | { what: 'clear'; session?: string | undefined }
  /** Part of what clients and tests have added to a session, as text. */
  | { what: 'kept'; session: string; part: string; text: string }

/** The other processes of this server, if any. */
export interface Peers {
  /** How many processes answer calls on this port. */
  readonly count?: number
  /** Announces a change; `settled` resolves when all processes have made it. */
  tell(change: PeerChange): void
  /** Shares what clients and tests have added to a session. */
  share(session: Session): void
  /** Runs a change exclusively, if others may make changes too. */
  exclusively?<T>(run: () => Promise<T>): Promise<T>
  /** Rejects if one of them does not answer. */
  settled(): Promise<void>
  /** Collects the calls that they have kept. Rejects if one of them does not answer. */
  gather(): Promise<void>
  /** A message about what the journal of a session may lack because a process has ended. */
  lost(session: string | undefined): readonly string[]
}
