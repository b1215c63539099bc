import { slot } from '../sessions.ts'
import type { Session } from '../sessions.ts'
import { Bucket } from './bucket.ts'
import { takeFixture } from './play.ts'
import type { Plays } from './play.ts'
import type { Correction, Counting, Failed, BucketLevel, State } from './state.ts'
import { newStrikes, strikes } from './strike.ts'
import type { Strikes } from './strike.ts'
import type { BucketWant, Counted, FaultWant, FixtureWant, Taken, Wants } from './wants.ts'

// Keyed by the object itself: a changed file starts over, and the progress of what was removed is collected with it.
const playsSlot = slot(() => new WeakMap<Counted, Plays>())
const strikesSlot = slot(() => new WeakMap<Counted, Strikes>())
const bucketsSlot = slot(() => new Map<string, Bucket>())

// Clients choose sessions and models, so their number is limited.
const MAX_BUCKETS = 6_000

/** Counts in this process. Nothing here is asynchronous. */
export class LocalState implements State {
  readonly #now: () => number
  /** How often faults with a limit over all sessions have struck. */
  readonly #struck = new WeakMap<Counted, number>()

  constructor(now: () => number = Date.now) {
    this.#now = now
  }

  take({ session }: Counting, { buckets, faults, fixtures }: Wants): Taken {
    const taken: Taken = {}
    if (buckets !== undefined) {
      const now = this.#now()
      const held = buckets.map((want) => bucketOf(session, want, now))
      const short = buckets.findIndex(({ amount }, at) => held[at]?.has(amount, now) === false)
      if (short !== -1) return { short }
      taken.periods = held.map((bucket, at) => bucket.take(buckets[at]?.amount ?? 0, now))
    }
    if (faults !== undefined) {
      const fault = faults.findIndex((want) => this.#strikes(session, want))
      if (fault !== -1) taken.fault = fault
      if (faults[fault]?.answers === true) return taken
    }
    const fixture = fixtures && takeFixture(fixtures, (want) => playsOf(session, want))
    if (fixture !== undefined) taken.fixture = fixture
    return taken
  }

  #strikes(session: Session, want: FaultWant): boolean {
    const { of, total } = want
    if (total === undefined) return strikes(want, strikesOf(session, want))
    const struck = this.#struck.get(of) ?? 0
    if (struck >= total || !strikes(want, strikesOf(session, want))) return false
    this.#struck.set(of, struck + 1)
    return true
  }

  read<T>({ session }: Counting, run: (failed: Failed) => T): T {
    return run(failedIn(session))
  }

  settle(session: Session, corrections: readonly Correction[]): void {
    const now = this.#now()
    const buckets = session.get(bucketsSlot)
    for (const { key, more, period } of corrections) buckets.get(key)?.correct(more, period, now)
  }

  levels(session: Session): BucketLevel[] {
    const now = this.#now()
    return [...session.get(bucketsSlot)].map(([key, bucket]) => ({ key, ...bucket.state(now) }))
  }
}

/** What this process has counted in a session. */
export function failedIn(session: Session): Failed {
  const kept = session.get(playsSlot)
  return (of) => kept.get(of)?.failed ?? 0
}

function bucketOf(session: Session, { key, limit, periodMs }: BucketWant, now: number): Bucket {
  const kept = session.get(bucketsSlot)
  let bucket = kept.get(key)
  if (bucket === undefined) {
    if (kept.size >= MAX_BUCKETS) kept.clear()
    kept.set(key, (bucket = new Bucket(limit, periodMs, now)))
  }
  return bucket
}

function strikesOf(session: Session, want: FaultWant): Strikes {
  const kept = session.get(strikesSlot)
  let progress = kept.get(want.of)
  if (progress === undefined) kept.set(want.of, (progress = newStrikes(want)))
  return progress
}

function playsOf(session: Session, { of }: FixtureWant): Plays {
  const kept = session.get(playsSlot)
  let progress = kept.get(of)
  if (progress === undefined) kept.set(of, (progress = { failed: 0, played: 0 }))
  return progress
}
