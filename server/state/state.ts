import type { Session } from '../sessions.ts'
import type { Counted, Taken, Wants } from './wants.ts'

/** The subject that counts: usually a call. */
export interface Counting {
  readonly session: Session
}

/** How often a fixture has failed in a session. */
export type Failed = (of: Counted) => number

/** An amount that was taken before the true one was known. */
export interface Correction {
  key: string
  limit: number
  periodMs: number
  /** The period that it was taken in. */
  period: number
  /** How much more is taken; negative to give some of it back. */
  more: number
}

/** The state of a bucket. */
export interface BucketLevel {
  key: string
  limit: number
  left: number
  /** Milliseconds until it is full again. */
  filledInMs: number
}

/**
 * The only owner of counts: answers of sequences, failures and faults with a limit, and quotas. It may be this process
 * or another one, so results may be promises. A call that counts nothing never uses it.
 */
export interface State {
  /** Counts, in one atomic step. */
  take(by: Counting, wants: Wants): Taken | Promise<Taken>
  /**
   * Runs something that depends on counts but changes none. It may run twice: first to find out which counts it needs.
   */
  read<T>(by: Counting, run: (failed: Failed) => T): T | Promise<T>
  /** Corrects amounts after the answer. */
  settle(session: Session, corrections: readonly Correction[]): void
  /** The buckets that calls of a session have taken from. */
  levels(session: Session): readonly BucketLevel[] | Promise<readonly BucketLevel[]>
}
