import type { Peers } from '../admin/peers.ts'
import type { AdminSources } from '../admin/sources.ts'
import type { FaultsOptions } from '../faults/faults.ts'
import type { Forward } from '../http/forward.ts'
import type { Followed } from '../journal/journal.ts'
import type { Exchange } from '../journal/types.ts'
import type { RemoteState } from '../state/remote.ts'
import type { State } from '../state/state.ts'
import type { StoreOptions } from '../store/store.ts'

/** The process that owns the counts and the state; its workers share the port. */
export interface OwnerPlace {
  is: 'owner'
  state(now: () => number): State
  peers: Peers
  /** Called with the events of calls that have subscribers. */
  followed(now: Followed): void
}

/** The parts that must equal those of the other processes. */
export type SharedParts = Pick<
  AdminSources,
  'clock' | 'faults' | 'journal' | 'mode' | 'sessions' | 'store'
>

/** A process that answers calls, and passes on those that only the owner can answer. */
export interface WorkerPlace {
  is: 'worker'
  state(): RemoteState
  forward: Forward
  /** Called when a fixture answers or a fault strikes. */
  counted: {
    answered: NonNullable<StoreOptions['answered']>
    struck: NonNullable<FaultsOptions['struck']>
  }
  /** Called before the first call. */
  prepare(parts: SharedParts): void
  /** Called with a session that was removed to make room for others. */
  forgotten(session: string): void
}

/** One of several servers that share a store. */
export interface SharedPlace {
  is: 'shared'
  state(now: () => number): RemoteState
  peers: Peers
  /** Called before the first call. Rejects if the servers do not match. */
  begin(parts: SharedParts & Pick<AdminSources, 'log'>): Promise<void>
  /** Called with the events of calls that have subscribers. */
  followed(now: Followed): void
  /** Called with each call that has ended. */
  ended(exchange: Exchange): void
}

/** The role of this process; undefined if there is only one. */
export type ProcessPlace = OwnerPlace | WorkerPlace | SharedPlace | undefined
