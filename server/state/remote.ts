import type { Session } from '../sessions.ts'
import type { Correction, Counting, Failed, BucketLevel, State } from './state.ts'
import type { Counted, FixtureWant, Taken, Wants } from './wants.ts'

/** Keeps the counts outside of this process. Sessions and everything that counts have names. */
export interface CountsOwner {
  take(session: string, wants: Wants): Promise<Taken>
  /** How often the fixtures with these keys have failed in a session. */
  failed(session: string, keys: readonly string[]): Promise<readonly number[]>
  /** Never rejects: the answer has been sent. */
  settle(session: string, corrections: readonly Correction[]): Promise<void>
  levels(session: string): Promise<readonly BucketLevel[]>
}

/** Counts taken for a call before its stages need them. */
interface Ahead {
  wants: Wants
  taken: Taken
}

/** Counts that another process keeps; each call asks it once. */
export class RemoteState implements State {
  readonly #owner: CountsOwner
  readonly #ahead = new WeakMap<Counting, Ahead>()

  constructor(owner: CountsOwner) {
    this.#owner = owner
  }

  /** Takes at once what the stages of a call will need one after another. */
  async takeAhead(by: Counting, wants: Wants): Promise<void> {
    const taken = await this.#owner.take(by.session.name, named(wants))
    this.#ahead.set(by, { wants, taken })
  }

  take(by: Counting, wants: Wants): Taken | Promise<Taken> {
    const ahead = this.#ahead.get(by)
    const known = ahead && partOf(ahead, wants)
    return known ?? this.#owner.take(by.session.name, named(wants))
  }

  read<T>(by: Counting, run: (failed: Failed) => T): T | Promise<T> {
    const ahead = this.#ahead.get(by)
    if (ahead?.wants.fixtures !== undefined) return run(failedBefore(ahead))
    return this.#read(by.session, run, new Map())
  }

  /** Runs once to find out which counts it needs, then again with them. */
  #read<T>(
    session: Session,
    run: (failed: Failed) => T,
    known: ReadonlyMap<string, number>,
  ): T | Promise<T> {
    const missing = new Set<string>()
    const result = run((of) => {
      const { key } = nameOf(of)
      const count = known.get(key)
      if (count === undefined) missing.add(key)
      return count ?? 0
    })
    if (missing.size === 0) return result
    const keys = [...missing]
    return this.#owner.failed(session.name, keys).then((counts) => {
      const more = keys.map((key, at) => [key, counts[at] ?? 0] as const)
      return this.#read(session, run, new Map([...known, ...more]))
    })
  }

  settle({ name }: Session, corrections: readonly Correction[]): void {
    void this.#owner.settle(name, corrections)
  }

  levels({ name }: Session): Promise<readonly BucketLevel[]> {
    return this.#owner.levels(name)
  }
}

/** The counts taken ahead, if they were for the same wants. */
function partOf({ wants, taken }: Ahead, { buckets, faults, fixtures }: Wants): Taken | undefined {
  if (buckets !== undefined) return wants.buckets === undefined ? undefined : taken
  const same =
    faults === undefined ? areSame(fixtures, wants.fixtures) : areSame(faults, wants.faults)
  return same ? taken : undefined
}

const areSame = (
  fixtures: readonly { of: Counted }[] | undefined,
  had: readonly { of: Counted }[] | undefined,
): boolean =>
  fixtures !== undefined &&
  fixtures.length === had?.length &&
  fixtures.every(({ of }, at) => of === had[at]?.of)

/** How often fixtures had failed before they were counted: those before the one that answers are used up. */
function failedBefore({ wants: { fixtures = [] }, taken: { fixture } }: Ahead): Failed {
  const { at = fixtures.length, fails = false } = fixture ?? {}
  return (of) => {
    const position = fixtures.findIndex((want: FixtureWant) => want.of === of)
    return position >= 0 && (position < at || (position === at && !fails)) ? Infinity : 0
  }
}

/** The same by name, in a form that other processes understand. */
const named = ({ buckets, faults, fixtures }: Wants): Wants => ({
  ...(buckets !== undefined && { buckets }),
  ...(faults !== undefined && { faults: faults.map((want) => ({ ...want, of: nameOf(want.of) })) }),
  ...(fixtures !== undefined && {
    fixtures: fixtures.map(({ of, fails, cuts, after }) => ({
      of: nameOf(of),
      fails,
      cuts,
      after,
    })),
  }),
})

const names = new WeakMap<Counted, Counted>()

/** Computed once: a key is a digest of the whole fixture. */
function nameOf(of: Counted): Counted {
  let name = names.get(of)
  if (name === undefined) names.set(of, (name = { key: of.key }))
  return name
}
