import { setImmediate } from 'node:timers/promises'
import type { Exchange } from './types.ts'
import { rowOf } from './row-of.ts'
import type { Row } from './row.ts'

/** Selects part of a list: the newest `limit` rows between two ids. */
export interface RowRange {
  limit?: number | undefined
  before?: string | undefined
  after?: string | undefined
}

export interface RowPage {
  /** Oldest first. */
  rows: Row[]
  /** The start of this page: pass it as `before` to get the previous page. */
  next?: string
}

/** Other calls are served while a long list is built. */
const SLICE_MS = 10

export async function pageOfRows(
  exchanges: readonly Exchange[],
  { limit = Infinity, before, after }: RowRange,
): Promise<RowPage> {
  const end =
    before === undefined ? exchanges.length : exchanges.findIndex(({ id }) => id === before)
  // An id that is gone was dropped, so everything left is newer.
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
