import type { Journal } from '../journal/journal.ts'
import type { RingValue } from '../journal/rings.ts'
import type { Exchange } from '../journal/types.ts'
import type { Parts } from '../start/parts.ts'
import type { HandedOver, Passed } from './messages.ts'
import { addUses } from './use-counts.ts'

/** Puts exchanges of a worker into the owner's journal. */
export function takeOver(passed: readonly Passed[], journal: Journal): void {
  for (const { at, heldBytes, exchange } of passed)
    journal.takeOver({ at, value: kept(exchange, heldBytes) })
}

/** The size is for the journal alone, and is not shown. */
function kept(exchange: Exchange, heldBytes: number): Exchange & RingValue {
  return Object.defineProperty(exchange as Exchange & RingValue, 'heldBytes', { value: heldBytes })
}

/** Adds a worker's counts to the owner's. */
export function merge(
  worker: number,
  { counts, dropped, streamsOpen, sessions, uses }: HandedOver,
  to: Pick<Parts, 'journal' | 'sessions' | 'store' | 'faults'>,
): void {
  const { totals } = to.journal
  totals.merge(counts, worker)
  totals.openElsewhere.set(worker, streamsOpen)
  to.journal.addDropped(dropped)
  for (const [name, usedAt] of sessions) to.sessions.seen(name, usedAt)
  addUses(uses, to)
}
