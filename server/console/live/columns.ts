import { signal } from '@preact/signals'
import { remember, remembered } from '../storage.ts'

/** A column of the list: its class and its width, alone and beside an open call. */
interface Column {
  name: string
  label: string
  width: string
  narrow: string
}

export const COLUMNS: readonly Column[] = [
  { name: 'time', label: 'Time', width: '62px', narrow: '62px' },
  { name: 'status', label: 'Status', width: '34px', narrow: '32px' },
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

const KEY = 'hidden-columns'

/** Columns that somebody has hidden; of this browser. */
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

/** The columns that are drawn: fewer beside an open call. */
export function drawnColumns(
  gone: ReadonlySet<string>,
  beside: boolean,
): { names: ReadonlySet<string>; template: string } {
  const drawn = COLUMNS.filter(({ name, narrow }) => !gone.has(name) && !(beside && narrow === ''))
  return {
    names: new Set(drawn.map(({ name }) => name)),
    template: drawn.map(({ width, narrow }) => (beside ? narrow : width)).join(' '),
  }
}
