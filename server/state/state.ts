import type { Session } from '../sessions.ts'
import type { Counted, Taken, Wants } from './wants.ts'

/** Whoever counts: usually a call. */
export interface Counting {
  readonly session: Session
}

/** How often a fixture has failed in a session. */
export type Failed = (of: Counted) => number

/** What a bucket gave before its true amount was known. */
export interface Correction {
  key: string
  limit: number
  periodMs: number
  /** The period that it was taken in. */
  period: number
  /** How much more is taken; negative to give some of it back. */
  more: number
}

/** What a bucket holds. */
export interface BucketLevel {
  key: string
  limit: number
  left: number
  /** Milliseconds until it is full again. */
  filledInMs: number
}

/**
 * The only owner of what calls count: answers of sequences, failures and faults that happen so often, and quotas. It may
 * be this process or another one, so what it says is a value at once or a promise of one. A call that counts nothing
 * never asks it.
 */
export interface State {
  /** Counts, in one step that nobody else's comes between. */
  take(by: Counting, wants: Wants): Taken | Promise<Taken>
  /** Runs what depends on counts and changes none. It may run twice: it learns only then which counts it needs. */
  read<T>(by: Counting, run: (failed: Failed) => T): T | Promise<T>
  /** Corrects amounts after the answer. */
  settle(session: Session, corrections: readonly Correction[]): void
  /** The buckets that calls of a session have taken from. */
  levels(session: Session): readonly BucketLevel[] | Promise<readonly BucketLevel[]>
}
