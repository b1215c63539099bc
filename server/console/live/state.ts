import { computed, signal } from '@preact/signals'
import type { Exchange } from '../../journal/types.ts'
import { toast } from '../parts/toast.tsx'
import { go, href, route, setQuery } from '../route.ts'
import { session } from '../server-state.ts'
import { admin, sentenceOf } from '../wire/admin.ts'
import { requestId, send } from '../wire/runtime.ts'
import { begun, forget, flush, paused, rows } from './calls.ts'
import type { Call } from './calls.ts'
import { parseFilter } from './filter.ts'
import { newestLast } from './columns.ts'

/** What the address says: every view of Live is a link. */
export const filterText = computed(() => route.value.query.get('f') ?? '')
export const selectedId = computed(() => route.value.query.get('id') ?? undefined)
export const filter = computed(() => parseFilter(filterText.value))

export const marked = signal<ReadonlySet<string>>(new Set())

/** Newest first or last, those that have not ended beyond it. */
export const shown = computed<readonly Call[]>(() => {
  const wanted = session.value
  const { test } = filter.value
  const all: Call[] = [...rows.value, ...begun.value]
  const fit = all.filter((call) => (wanted === undefined || call.session === wanted) && test(call))
  return newestLast.value ? fit : fit.toReversed()
})

export function open(id: string | undefined): void {
  setQuery({ id, tab: undefined, from: undefined, do: undefined }, { replace: false })
}

export function toggleMark(id: string): void {
  const next = new Set(marked.value)
  if (!next.delete(id)) next.add(id)
  marked.value = next
}

export function togglePause(): void {
  paused.value = !paused.value
  if (!paused.value) flush()
}

const UNDO_MS = 5_000

/** Empties the list at once and the journal a moment later, so that it can be undone. */
export function clear(): void {
  const before = rows.value
  const wanted = session.value
  forget()
  const timer = setTimeout(() => {
    const query = wanted === undefined ? '' : `?session=${encodeURIComponent(wanted)}`
    admin(`/journal${query}`, { method: 'DELETE' }).catch((thrown: unknown) =>
      toast(sentenceOf(thrown)),
    )
    rows.value = rows.value.filter((row) => wanted !== undefined && row.session !== wanted)
  }, UNDO_MS)
  if (wanted !== undefined) rows.value = before.filter((row) => row.session !== wanted)
  toast(
    `Cleared ${before.length} calls`,
    () => {
      clearTimeout(timer)
      rows.value = [...before, ...rows.value.filter((row) => !before.includes(row))]
    },
    UNDO_MS,
  )
}

export const exchangeOf = (id: string): Promise<Exchange> =>
  admin<Exchange>(`/journal/${encodeURIComponent(id)}`)

/** Sends the same request again, for the same session, and shows the new call. */
export async function replay({
  id,
  operation,
  model,
  request,
  session: of,
}: Exchange): Promise<void> {
  if (model === undefined) return
  try {
    const response = await send({
      operation,
      modelId: model.sent,
      body: request.text,
      session: of,
    })
    await response.arrayBuffer()
    const again = requestId(response)
    if (again !== '')
      setQuery({ id: again, tab: undefined, do: undefined, from: id }, { replace: false })
  } catch (thrown) {
    toast(sentenceOf(thrown))
  }
}

export const compare = (a: string, b: string): void => go(href(['live', 'compare'], { a, b }))

/** The two marked calls, or the marked one and the open one. */
export function pair(): [string, string] | undefined {
  const ids = [...marked.value]
  if (ids.length === 1 && selectedId.value !== undefined && selectedId.value !== ids[0])
    ids.push(selectedId.value)
  const [a, b] = ids
  return ids.length === 2 && a !== undefined && b !== undefined ? [a, b] : undefined
}
