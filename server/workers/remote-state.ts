import type { Session } from '../sessions.ts'
import type { Correction, Counting, Failed, Level, State } from '../state/state.ts'
import type { Counted, FaultWant, FixtureWant, Taken, Wants } from '../state/wants.ts'
import type { Channel } from './channel.ts'
import type { OwnerFunctions, WorkerFunctions } from './messages.ts'

/** Has everything counted by the owner. */
export class RemoteState implements State {
  readonly #owner: Pick<Channel<OwnerFunctions, WorkerFunctions>, 'ask' | 'tell' | 'flush'>

  constructor(owner: Pick<Channel<OwnerFunctions, WorkerFunctions>, 'ask' | 'tell' | 'flush'>) {
    this.#owner = owner
  }

  take({ session }: Counting, { buckets, faults, fixtures }: Wants): Promise<Taken> {
    return this.#owner.ask('take', {
      session: session.name,
      wants: {
        ...(buckets !== undefined && { buckets }),
        ...(faults !== undefined && { faults: faults.map(plainFault) }),
        ...(fixtures !== undefined && { fixtures: fixtures.map(plainFixture) }),
      },
    })
  }

  read<T>({ session }: Counting, run: (failed: Failed) => T): T | Promise<T> {
    return this.#read(session, run, new Map())
  }

  /** Runs once to learn which counts it needs, and with them for its result. */
  #read<T>(
    session: Session,
    run: (failed: Failed) => T,
    known: ReadonlyMap<string, number>,
  ): T | Promise<T> {
    const missing = new Set<string>()
    const result = run((of) => {
      const key = keyOf(of)
      const count = known.get(key)
      if (count === undefined) missing.add(key)
      return count ?? 0
    })
    if (missing.size === 0) return result
    const keys = [...missing]
    return this.#owner
      .ask('failed', { session: session.name, keys })
      .then((counts) =>
        this.#read(session, run, new Map([...known, ...keys.map(pairedWith(counts))])),
      )
  }

  settle({ name }: Session, corrections: readonly Correction[]): void {
    this.#owner.tell('settle', { session: name, corrections })
    // The client may send its next call at once, to another worker.
    this.#owner.flush()
  }

  levels({ name }: Session): Promise<readonly Level[]> {
    return this.#owner.ask('levels', name)
  }
}

const pairedWith = (counts: readonly number[]) => (key: string, at: number) =>
  [key, counts[at] ?? 0] as const

const keys = new WeakMap<Counted, string>()

/** A fixture computes its key anew each time. */
function keyOf(of: Counted): string {
  let key = keys.get(of)
  if (key === undefined) keys.set(of, (key = of.key))
  return key
}

// What wants something has more members than travel.

const plainFixture = ({ of, fails, cuts, after }: FixtureWant): FixtureWant => ({
  of: { key: keyOf(of) },
  fails,
  cuts,
  after,
})

const plainFault = ({
  of,
  times,
  total,
  every,
  probability,
  random,
  answers,
}: FaultWant): FaultWant => ({
  of: { key: keyOf(of) },
  times,
  total,
  every,
  probability,
  ...(random !== undefined && { random }),
  answers,
})
