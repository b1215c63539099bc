import type { Session } from '../sessions.ts'
import type { Correction, Counting, Failed, State } from '../state/state.ts'
import type { Counted, Wants } from '../state/wants.ts'

// Each attempt of a call with a fault in its header has its own key.
const MAX_KEYS = 100_000

/** Counts for several processes, each of which has its own fixtures and faults: the same one has the same key in all. */
export class OwnerState implements State {
  readonly #local: State
  /** The most recently used are last. */
  readonly #known = new Map<string, Counted>()

  constructor(local: State) {
    this.#local = local
  }

  take({ session }: Counting, { buckets, faults, fixtures }: Wants): ReturnType<State['take']> {
    const known = <Want extends { of: Counted }>(want: Want) => ({
      ...want,
      of: this.#counted(want.of),
    })
    return this.#local.take(
      { session },
      {
        ...(buckets !== undefined && { buckets }),
        ...(faults !== undefined && { faults: faults.map(known) }),
        ...(fixtures !== undefined && { fixtures: fixtures.map(known) }),
      },
    )
  }

  read<T>(by: Counting, run: (failed: Failed) => T): T | Promise<T> {
    return this.#local.read(by, (failed) => run((of) => failed(this.#counted(of))))
  }

  settle(session: Session, corrections: readonly Correction[]): void {
    this.#local.settle(session, corrections)
  }

  levels(session: Session): ReturnType<State['levels']> {
    return this.#local.levels(session)
  }

  #counted({ key }: Counted): Counted {
    const one = this.#known.get(key) ?? { key }
    this.#known.delete(key)
    this.#known.set(key, one)
    if (this.#known.size > MAX_KEYS) this.#known.delete(this.#known.keys().next().value ?? '')
    return one
  }
}
