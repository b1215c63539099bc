// The counts of a call, as plain values that other processes understand.

/** Something that keeps count: a fixture, a recording or a fault. */
export interface Counted {
  /** Its name on all servers: the same for the same content. */
  readonly key: string
}

/** An amount of a quota. */
export interface BucketWant {
  key: string
  limit: number
  periodMs: number
  amount: number
}

/** A fault that may strike. */
export interface FaultWant {
  of: Counted
  times?: number | undefined
  /** Like `times`, for all sessions together. */
  total?: number | undefined
  every?: number | undefined
  probability?: number | undefined
  /** The seed of its random numbers. */
  random?: number
  /** Whether it answers the call, so that no fixture does. */
  answers: boolean
}

/** A fixture that may answer. */
export interface FixtureWant {
  of: Counted
  /** How often it fails first. */
  fails: number
  /** Whether a failure interrupts an answer, and so uses up that answer. */
  cuts: boolean
  /**
   * What comes after its failures: the next answer of a sequence, its only answer, or none, so that the next fixture
   * answers.
   */
  after: 'counts' | 'plays' | 'next'
}

/** Everything that a call counts, in the order in which it is taken. */
export interface Wants {
  /** All of them or none; without them, nothing else is taken. */
  buckets?: readonly BucketWant[]
  /** The first that strikes. */
  faults?: readonly FaultWant[]
  /** The first that answers. */
  fixtures?: readonly FixtureWant[]
}

export interface TakenFixture {
  /** Its position among those wanted. */
  at: number
  /** Whether it fails this time. */
  fails: boolean
  /** The position in its sequence of answers. */
  place: number
}

export interface Taken {
  /** The position of the first bucket that does not hold enough. */
  short?: number
  /** When the current period of each bucket began. */
  periods?: readonly number[]
  /** The position of the fault that strikes. */
  fault?: number
  fixture?: TakenFixture
}

/** Whether a fixture keeps count of its answers or failures. */
export const keepsCount = ({ fails, after }: FixtureWant): boolean =>
  fails > 0 || after === 'counts'
