import { Session } from '../sessions.ts'
import type { LocalState } from '../state/local.ts'
import type { CountsOwner } from '../state/remote.ts'
import type { Counted, Wants } from '../state/wants.ts'
import { StoreLost } from './link.ts'

/** Counts in this process while the store does not answer. */
export function orAlone(store: CountsOwner, local: LocalState): CountsOwner {
  // Counts without the store are kept separately, and forgotten when the store is back.
  let alone = new Map<string, Session>()
  const named = new Map<string, Counted>()
  const known = ({ key }: Counted): Counted => {
    let of = named.get(key)
    if (of === undefined) named.set(key, (of = { key }))
    return of
  }
  const by = (name: string) => {
    let session = alone.get(name)
    if (session === undefined) alone.set(name, (session = new Session(name)))
    return { session }
  }
  const either = async <T>(ask: () => Promise<T>, otherwise: () => T): Promise<T> => {
    try {
      const answer = await ask()
      if (alone.size > 0) {
        alone = new Map()
        named.clear()
      }
      return answer
    } catch (thrown) {
      if (!(thrown instanceof StoreLost)) throw thrown
      return otherwise()
    }
  }
  return {
    take: (name, wants) =>
      either(
        () => store.take(name, wants),
        () => local.take(by(name), withKnown(wants, known)),
      ),
    failed: (name, keys) =>
      either(
        () => store.failed(name, keys),
        () => local.read(by(name), (failed) => keys.map((key) => failed(known({ key })))),
      ),
    settle: (name, corrections) => store.settle(name, corrections),
    levels: (name) =>
      either(
        () => store.levels(name),
        () => local.levels(by(name).session),
      ),
  }
}

function withKnown({ faults, fixtures, ...wants }: Wants, known: (of: Counted) => Counted): Wants {
  return {
    ...wants,
    ...(faults && { faults: faults.map((want) => ({ ...want, of: known(want.of) })) }),
    ...(fixtures && { fixtures: fixtures.map((want) => ({ ...want, of: known(want.of) })) }),
  }
}
