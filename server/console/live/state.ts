import { computed, signal } from '@preact/signals'
import type { Exchange } from '../../journal/types.ts'
import { plural } from '../format.ts'
import { toast } from '../parts/toast.tsx'
import { go, href, route, session, setQuery } from '../route.ts'
import { admin, sentenceOf } from '../wire/admin.ts'
import { requestId, sendAgain } from '../wire/runtime.ts'
import { flush, paused } from './arrivals.ts'
import { add, begun, rows } from './calls.ts'
import type { Call } from './calls.ts'
import type { Detailed } from './exchange.ts'
import { parseFilter } from './filter.ts'
import { newestLast } from './columns.ts'

/** The state in the address: every view of Live is a link. */
export const filterText = computed(() => route.value.query.get('f') ?? '')
export const selectedId = computed(() => route.value.query.get('id') ?? undefined)
export const filter = computed(() => parseFilter(filterText.value))

export const marked = signal<ReadonlySet<string>>(new Set())

/** Newest first or last, with running calls beyond it. */
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
  const wanted = session.value
  const isMeant = (call: Call) => wanted === undefined || call.session === wanted
  const before = rows.value.filter(isMeant)
  rows.value = rows.value.filter((row) => !isMeant(row))
  begun.value = begun.value.filter((call) => !isMeant(call))
  const timer = setTimeout(() => {
    // Later calls would be lost.
    if ([...rows.value, ...begun.value].some(isMeant)) {
      toast('New calls have arrived, so the cleared calls stay in the journal.')
      return
    }
    const query = wanted === undefined ? '' : `?session=${encodeURIComponent(wanted)}`
    admin(`/journal${query}`, { method: 'DELETE' }).catch((thrown: unknown) =>
      toast(sentenceOf(thrown)),
    )
  }, UNDO_MS)
  toast(
    `Cleared ${plural(before.length, 'call')}`,
    () => {
      clearTimeout(timer)
      add(before)
    },
    UNDO_MS,
  )
}

export const exchangeOf = (id: string): Promise<Detailed> =>
  admin<Detailed>(`/journal/${encodeURIComponent(id)}`)

/** Bidirectional streams cannot be sent again, and calls of bedrock-mantle used another host name. */
export const canReplay = (exchange: Exchange): boolean =>
  !exchange.request.clipped &&
  !isTwoWay(exchange.operation) &&
  !wasNotRead(exchange) &&
  exchange.http.service === undefined

/** A call that nothing can answer is rejected before its body has arrived. */
export const wasNotRead = ({ error, http, request }: Exchange): boolean =>
  error?.name === 'NotImplementedException' && http.method !== 'GET' && request.bytes === 0

export const isTwoWay = (operation: string): boolean => operation.includes('Bidirectional')

/** Sends the same request again, for the same session, and shows the new call. */
export async function replay(exchange: Exchange): Promise<void> {
  if (!canReplay(exchange)) return
  const { id, http, request, session: of } = exchange
  const { method, url, headers = {} } = http
  try {
    const response = await sendAgain({ method, url, body: request.text, session: of, headers })
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
