import type { PeerChange } from '../admin/peers.ts'
import type { Counts } from '../journal/totals.ts'
import type { Followed } from '../journal/journal.ts'
import type { BegunRow } from '../journal/row.ts'
import type { Exchange } from '../journal/types.ts'
import type { Config } from '../settings/settings.ts'
import type { Correction, BucketLevel } from '../state/state.ts'
import type { Taken, Wants } from '../state/wants.ts'

import type { UsesTaken } from './use-counts.ts'

/** An exchange on its way to the journal of the owner. */
export interface Passed {
  at: number
  heldBytes: number
  exchange: Exchange
}

/** When a session was last used. */
export type SessionUse = readonly [name: string, usedAt: number]

/** What a worker has collected since the last request, except exchanges, which it sends before. */
export interface HandedOver {
  counts: Counts
  /** The number of exchanges removed to make room for others. */
  dropped: number
  streamsOpen: number
  sessions: readonly SessionUse[]
  uses: UsesTaken
}

/** The initial state of a new worker. */
interface Start {
  config: Config
  changes: readonly PeerChange[]
}

/** The functions that a worker offers to the owner. */
export interface WorkerFunctions {
  start(sent: Start): void
  change(change: PeerChange): void
  handOver(sent: null): HandedOver
  sessions(sent: null): readonly SessionUse[]
  followed(now: Followed): void
  stop(sent: null): void
}

/** The functions that the owner offers to a worker. */
export interface OwnerFunctions {
  exchanges(passed: readonly Passed[]): void
  begun(row: BegunRow): void
  /** The first byte of an answer was sent. */
  first(sent: { id: string; firstByteMs: number }): void
  forgotten(session: string): void
  take(sent: { session: string; wants: Wants }): Taken
  /** How often each of these fixtures has failed. */
  failed(sent: { session: string; keys: readonly string[] }): readonly number[]
  settle(sent: { session: string; corrections: readonly Correction[] }): void
  levels(session: string): readonly BucketLevel[]
}
