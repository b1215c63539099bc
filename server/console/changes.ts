import { signal } from '@preact/signals'
import type { Changed } from '../journal/row.ts'

const counts = signal<Readonly<Record<string, number>>>({})

/** Counts changes of these, for effects that reload data. */
export const changesOf = (...what: readonly Changed[]): number =>
  what.reduce((sum, one) => sum + (counts.value[one] ?? 0), 0)

export function noteChanges(what: ReadonlySet<string>): void {
  const next = { ...counts.value }
  for (const one of what) next[one] = (next[one] ?? 0) + 1
  counts.value = next
}
