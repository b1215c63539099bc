import { setImmediate } from 'node:timers/promises'
import type { Exchange } from './types.ts'
import { rowOf } from './row-of.ts'
import type { Row } from './row.ts'

/** Which part of a list: the newest `limit` of those before and after an id. */
export interface Part {
  limit?: number | undefined
  before?: string | undefined
  after?: string | undefined
}

export interface RowPage {
  /** Oldest first. */
  rows: Row[]
  /** Where the page before this one ends: ask for it with `before`. */
  next?: string
}

/** Calls go on while a long list is made. */
const SLICE_MS = 10

export async function pageOfRows(
  exchanges: readonly Exchange[],
  { limit = Infinity, before, after }: Part,
): Promise<RowPage> {
  const end =
    before === undefined ? exchanges.length : exchanges.findIndex(({ id }) => id === before)
  // What is not there any more was dropped, and everything that is left came later.
  const from = after === undefined ? 0 : exchanges.findIndex(({ id }) => id === after) + 1
  const part = exchanges.slice(from, Math.max(0, end))
  const newest = limit === Infinity ? part : part.slice(Math.max(0, part.length - limit))
  const rows: Row[] = []
  let since = performance.now()
  for (const exchange of newest) {
    rows.push(rowOf(exchange))
    if (performance.now() - since < SLICE_MS) continue
    await setImmediate()
    since = performance.now()
  }
  const first = rows[0]
  return { rows, ...(first !== undefined && newest.length < part.length && { next: first.id }) }
}
