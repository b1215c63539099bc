import type { Parts } from '../start/parts.ts'

/** How often something was used, by the session of the calls; `''` for what is the same in all. */
type Uses = readonly (readonly [name: string, session: string, count: number])[]

export interface UsesTaken {
  fixtures: Uses
  faults: Uses
}

/** Counts answers of fixtures and strikes of faults until the owner takes them over. */
export class UseCounts {
  readonly #fixtures = new Map<string, Map<string, number>>()
  readonly #faults = new Map<string, Map<string, number>>()

  readonly answered = (name: string, session = ''): void => raise(this.#fixtures, name, session)

  readonly struck = (key: string, session: string): void => raise(this.#faults, key, session)

  takeAll(): UsesTaken {
    return { fixtures: emptied(this.#fixtures), faults: emptied(this.#faults) }
  }
}

function raise(counts: Map<string, Map<string, number>>, name: string, session: string): void {
  let own = counts.get(session)
  if (own === undefined) counts.set(session, (own = new Map()))
  own.set(name, (own.get(name) ?? 0) + 1)
}

function emptied(counts: Map<string, Map<string, number>>): Uses {
  const all = [...counts].flatMap(([session, own]) =>
    [...own].map(([name, count]) => [name, session, count] as const),
  )
  counts.clear()
  return all
}

/** Adds what a worker has counted. */
export function addUses(
  { fixtures, faults: struck }: UsesTaken,
  { store, faults, sessions }: Pick<Parts, 'store' | 'faults' | 'sessions'>,
): void {
  for (const [name, session, count] of fixtures)
    store.addCalls(name, count, session === '' ? undefined : sessions.get(session))
  for (const [key, session, count] of struck) faults.addStruck(key, sessions.get(session), count)
}
