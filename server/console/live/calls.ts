import { computed, signal } from '@preact/signals'
import type { Row } from '../../journal/row.ts'

/** A call in progress: it becomes a row when it ends. */
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

/** The list keeps this many calls. */
export const MAX_ROWS = 5_000

/** Newest last, each once. */
export const rows = signal<readonly Row[]>([])
export const begun = signal<readonly Begun[]>([])
/** How many exchanges the journal has dropped. */
export const dropped = signal(0)
/** Whether there are older calls than the list keeps. */
export const beyond = signal(false)
export const loaded = signal(false)
export const failure = signal<unknown>(undefined)

export const totalCost = computed(() => rows.value.reduce((sum, { cost = 0 }) => sum + cost, 0))

/** In the order in which they began, each once. */
export function add(more: readonly Row[]): void {
  if (more.length === 0) return
  const known = new Set(rows.value.map(({ id }) => id))
  const fresh = more.filter(({ id }) => !known.has(id))
  if (fresh.length === 0) return
  const all = [...rows.value, ...fresh]
  // Calls rarely end in a different order than they began.
  const last = rows.value.at(-1)?.at ?? 0
  if (fresh.some(({ at }, index) => at < (fresh[index - 1]?.at ?? last)))
    all.sort((a, b) => a.at - b.at)
  if (all.length > MAX_ROWS) beyond.value = true
  rows.value = all.length > MAX_ROWS ? all.slice(-MAX_ROWS) : all
}

export function forget(): void {
  rows.value = []
  begun.value = []
  beyond.value = false
}
