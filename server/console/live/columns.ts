import { signal } from '@preact/signals'
import { remember, remembered } from '../storage.ts'

/** A column of the list: its class and its width, alone and next to an open call. */
interface Column {
  name: string
  label: string
  width: string
  narrow: string
}

export const COLUMNS: readonly Column[] = [
  { name: 'time', label: 'Time', width: '62px', narrow: '62px' },
  { name: 'status', label: 'Status', width: '44px', narrow: '32px' },
  {
    name: 'operation',
    label: 'Operation',
    width: 'minmax(70px, 124px)',
    narrow: 'minmax(60px, 84px)',
  },
  { name: 'model', label: 'Model', width: 'minmax(60px, 150px)', narrow: 'minmax(50px, 84px)' },
  { name: 'prompt', label: 'Prompt', width: 'minmax(50px, 1fr)', narrow: 'minmax(40px, 1fr)' },
  { name: 'tokens', label: 'Tokens', width: '84px', narrow: '' },
  { name: 'source', label: 'Source', width: '82px', narrow: '80px' },
  { name: 'took', label: 'Duration', width: '62px', narrow: '56px' },
]

/** It takes the remaining width. */
export const REST = 'prompt'

const KEY = 'hidden-columns'

/** Columns hidden by the user of this browser. */
export const hidden = signal<ReadonlySet<string>>(
  new Set((remembered(KEY) ?? '').split(',').filter(Boolean)),
)

export function toggleColumn(name: string): void {
  const next = new Set(hidden.value)
  if (!next.delete(name)) next.add(name)
  hidden.value = next
  remember(KEY, next.size === 0 ? undefined : [...next].join(','))
}

const ORDER = 'newest-last'

/** Whether the newest call is at the bottom of the list; of this browser. */
export const newestLast = signal(remembered(ORDER) !== undefined)

export function setNewestLast(last: boolean): void {
  newestLast.value = last
  remember(ORDER, last ? 'yes' : undefined)
}

export type Widths = Readonly<Record<string, number>>

const WIDTHS = 'column-widths'
export const MIN_WIDTH = 30
export const MAX_WIDTH = 600

const isColumn = (name: string) => name !== REST && COLUMNS.some((one) => one.name === name)
const bounded = (px: number) => Math.min(MAX_WIDTH, Math.max(MIN_WIDTH, Math.round(px)))

/** Widths in pixels set by the user of this browser. */
export const widths = signal<Widths>(readWidths(remembered(WIDTHS)))

/** `operation:200,model:90`; anything else in it is left out. */
export function readWidths(text = ''): Widths {
  const pairs = text.split(',').map((part) => part.split(':'))
  return Object.fromEntries(
    pairs.flatMap(([name = '', value = '']) =>
      isColumn(name) && /^\d+$/.test(value) ? [[name, bounded(Number(value))]] : [],
    ),
  )
}

/** Without a width, a column has its default width. */
export function setWidth(name: string, px: number | undefined): void {
  const { [name]: _, ...others } = widths.value
  const next = px === undefined ? others : { ...others, [name]: bounded(px) }
  widths.value = next
  const text = Object.entries(next).map(([one, width]) => `${one}:${width}`)
  remember(WIDTHS, text.length === 0 ? undefined : text.join(','))
}

export interface Drawn {
  names: ReadonlySet<string>
  template: string
}

/** The visible columns: fewer and narrower next to an open call. */
export function drawnColumns(
  gone: ReadonlySet<string>,
  besideCall: boolean,
  set: Widths = {},
): Drawn {
  const drawn = COLUMNS.filter(
    ({ name, narrow }) => !gone.has(name) && !(besideCall && narrow === ''),
  )
  return {
    names: new Set(drawn.map(({ name }) => name)),
    template: drawn
      .map(({ name, width, narrow }) => {
        const px = set[name]
        if (px === undefined) return besideCall ? narrow : width
        return besideCall ? `minmax(${MIN_WIDTH}px, ${px}px)` : `${px}px`
      })
      .join(' '),
  }
}
