import { computed, signal } from '@preact/signals'
import type { Row } from '../../journal/row.ts'
import { readServer } from '../server-state.ts'
import { admin, tokenWanted } from '../wire/admin.ts'
import { follow } from '../wire/follow.ts'

/** A call that has begun: it becomes a row when it ends. */
export interface Begun {
  id: string
  session: string
  operation: string
  model?: { sent: string }
  at: number
  prompt?: string
  firstByteMs?: number
}

export type Call = Row | (Begun & { status?: undefined })

export const isBegun = (call: Call): call is Begun & { status?: undefined } =>
  call.status === undefined

const MAX_ROWS = 5_000
/** How many a page of the journal brings at most: about 200 KB, which no frame notices. */
const PAGE = 400

/** Newest last, each once. */
export const rows = signal<readonly Row[]>([])
export const begun = signal<readonly Begun[]>([])
/** How many exchanges the journal has dropped. */
export const dropped = signal(0)
export const loaded = signal(false)
export const failure = signal<unknown>(undefined)
/** While it is paused, what arrives waits. */
export const paused = signal(false)
export const waiting = signal(0)

export const totalCost = computed(() => rows.value.reduce((sum, { cost = 0 }) => sum + cost, 0))

/** What changed on the server, for screens that show it: `fixtures`, `faults`, `mode` ... */
export const changed = signal<{ what: string; times: number }>({ what: '', times: 0 })

interface Page {
  rows: Row[]
  dropped: number
  next?: string
}

const arrived: Row[] = []
let frame: number | undefined

/** Follows the calls of the server; what arrives is shown once a frame. */
export function followCalls(): void {
  follow({
    opened: async () => {
      await Promise.all([readServer(), catchUp()])
    },
    event({ type, data }) {
      if (type === 'exchange') arrive(JSON.parse(data) as Row)
      else if (type === 'begun') begin(JSON.parse(data) as Begun)
      else if (type === 'first') first(JSON.parse(data) as { id: string; firstByteMs: number })
      else if (type === 'changed') change((JSON.parse(data) as { what: string }).what)
    },
  })
}

/** What the journal has that the page has not: the newest first, as much as the page keeps. */
export async function catchUp(): Promise<void> {
  try {
    const last = rows.value.at(-1)?.id
    const after = last === undefined ? '' : `&after=${encodeURIComponent(last)}`
    let before = ''
    for (let read = 0; read < MAX_ROWS; read += PAGE) {
      const page = await admin<Page>(`/journal?view=row&limit=${PAGE}${after}${before}`)
      failure.value = undefined
      dropped.value = page.dropped
      if (read === 0) begun.value = []
      add(page.rows)
      loaded.value = true
      if (page.next === undefined) return
      before = `&before=${encodeURIComponent(page.next)}`
    }
  } catch (thrown) {
    if (!tokenWanted.value) failure.value = thrown
    loaded.value = true
    throw thrown
  }
}

function arrive(row: Row): void {
  arrived.push(row)
  plan()
}

const started: Begun[] = []

function begin(call: Begun): void {
  started.push(call)
  plan()
}

/** It may come in the same moment as the begin, which is shown with the next frame. */
function first({ id, firstByteMs }: { id: string; firstByteMs: number }): void {
  const at = started.findIndex((call) => call.id === id)
  const waits = started[at]
  if (waits !== undefined) started[at] = { ...waits, firstByteMs }
  else begun.value = begun.value.map((call) => (call.id === id ? { ...call, firstByteMs } : call))
}

/** Hidden tabs draw no frames. */
function plan(): void {
  if (frame !== undefined) return
  const apply = () => {
    frame = undefined
    flush()
  }
  frame = document.hidden
    ? (setTimeout(apply, 250) as unknown as number)
    : requestAnimationFrame(apply)
}

export function flush(): void {
  if (paused.value) {
    waiting.value = arrived.length
    return
  }
  waiting.value = 0
  const ended = new Set(arrived.map(({ id }) => id))
  if (started.length > 0 || begun.value.some(({ id }) => ended.has(id))) {
    const known = new Set(rows.value.map(({ id }) => id))
    begun.value = [...begun.value, ...started.splice(0)].filter(
      ({ id }) => !ended.has(id) && !known.has(id),
    )
  }
  if (arrived.length > 0) add(arrived.splice(0))
}

/** In the order of their begin, each once. */
function add(more: readonly Row[]): void {
  if (more.length === 0) return
  const known = new Set(rows.value.map(({ id }) => id))
  const fresh = more.filter(({ id }) => !known.has(id))
  if (fresh.length === 0) return
  const all = [...rows.value, ...fresh]
  // Calls end in another order than they began, but seldom.
  const last = rows.value.at(-1)?.at ?? 0
  if (fresh.some(({ at }, index) => at < (fresh[index - 1]?.at ?? last)))
    all.sort((a, b) => a.at - b.at)
  rows.value = all.length > MAX_ROWS ? all.slice(-MAX_ROWS) : all
}

function change(what: string): void {
  changed.value = { what, times: changed.value.times + 1 }
  void readServer().catch(() => {
    // The connection says it.
  })
}

export function forget(): void {
  rows.value = []
  begun.value = []
}
