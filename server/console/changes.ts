import { signal } from '@preact/signals'

const counts = signal<Readonly<Record<string, number>>>({})

/** What changes on a server besides its calls; the events of the admin API name it. */
export type Changed =
  | 'fixtures'
  | 'problems'
  | 'faults'
  | 'mode'
  | 'quotas'
  | 'sessions'
  | 'journal'
  | 'lambdas'

/** How often any of these has changed: for effects that load something again. */
export const changesOf = (...what: readonly Changed[]): number =>
  what.reduce((sum, one) => sum + (counts.value[one] ?? 0), 0)

export function noteChanges(what: ReadonlySet<string>): void {
  const next = { ...counts.value }
  for (const one of what) next[one] = (next[one] ?? 0) + 1
  counts.value = next
}
