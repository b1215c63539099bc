import { computed } from '@preact/signals'
import { useEffect, useRef, useState } from 'preact/hooks'
import { List } from '../parts/list.tsx'
import { Failed, Loading } from '../parts/states.tsx'
import { plural } from '../format.ts'
import { useNarrow } from '../parts/narrow.ts'
import { catchUp } from './arrivals.ts'
import { begun, beyond, dropped, failure, isBegun, loaded, MAX_ROWS, rows } from './calls.ts'
import { ColumnHeads } from './column-heads.tsx'
import { EmptyLive } from './empty.tsx'
import { drawnColumns, hidden, newestLast, widths } from './columns.ts'
import { Cells, rowClass } from './row.tsx'
import { filterText, marked, open, selectedId, shown, toggleMark } from './state.ts'

const ROW_HEIGHT = 27
const NARROW_ROW_HEIGHT = 59

const columns = computed(() =>
  drawnColumns(hidden.value, selectedId.value !== undefined, widths.value),
)

/** The list of calls. While the user has scrolled away from the newest, it does not move. */
export function Calls() {
  const now = useNow(begun.value.length > 0)
  const narrow = useNarrow()
  /** The calls at the time when the user scrolled away; later ones wait. */
  const [held, setHeld] = useState<ReadonlySet<string> | undefined>(undefined)
  const box = useRef<HTMLDivElement>(null)
  const all = shown.value
  const drawn = held === undefined ? all : all.filter(({ id }) => held.has(id))
  const fresh = all.length - drawn.length
  const listOf = () => box.current?.querySelector('[role="grid"]') ?? undefined
  useEffect(() => {
    const list = listOf()
    if (newestLast.value && held === undefined && list !== undefined)
      list.scrollTop = list.scrollHeight
  })

  const failed = failure.value !== undefined && (
    <Failed error={failure.value} retry={() => void catchUp().catch(() => {})} />
  )
  if (rows.value.length === 0 && begun.value.length === 0) {
    if (failed !== false) return failed
    return loaded.value ? <EmptyLive /> : <Loading what="the calls" />
  }
  const toNewest = () => {
    setHeld(undefined)
    const list = listOf()
    if (list !== undefined && !newestLast.value) list.scrollTop = 0
  }
  const { names, template } = columns.value
  return (
    <div class="calls" ref={box} style={{ '--columns': template }}>
      {failed}
      {fresh > 0 && (
        <button type="button" class="pill" onClick={toNewest}>
          {plural(fresh, 'new call')}
        </button>
      )}
      {all.length === 0 && (
        <p class="state dim">
          {filterText.value === '' ? 'No calls in this session.' : 'No calls match this filter.'}
        </p>
      )}
      <ColumnHeads drawn={columns.value} />
      <List
        label="Calls"
        rows={drawn}
        idOf={({ id }) => id}
        rowHeight={narrow ? NARROW_ROW_HEIGHT : ROW_HEIGHT}
        columns={names.size}
        cells={(call) => (
          <Cells
            call={call}
            now={isBegun(call) ? now : 0}
            columns={names}
            marked={marked.value.has(call.id)}
          />
        )}
        rowClass={rowClass}
        selected={selectedId.value}
        marked={marked.value}
        onOpen={(call) => {
          if (!isBegun(call)) open(call.id)
        }}
        onMark={({ id }) => toggleMark(id)}
        onKey={({ id }, key) => {
          if (key === 'x') toggleMark(id)
          return key === 'x'
        }}
        onScroll={(top) => {
          if (isAtNewest(top, listOf())) setHeld(undefined)
          else setHeld((before) => before ?? everyId())
        }}
      />
      {beyond.value && (
        <p class="dropped">Only the last {MAX_ROWS.toLocaleString('en-GB')} calls are listed.</p>
      )}
      {dropped.value > 0 && (
        <p class="dropped">
          {plural(dropped.value, 'older call')} {dropped.value === 1 ? 'was' : 'were'} dropped.
          Raise --journal-size to keep more.
        </p>
      )}
      <Announcements />
    </div>
  )
}

const everyId = () => new Set([...rows.peek(), ...begun.peek()].map(({ id }) => id))

/** Whether a list is scrolled to its newest end, with a tolerance, because sizes on screen are not integers. */
function isAtNewest(top: number, list: Element | undefined): boolean {
  if (!newestLast.value || list === undefined) return top <= 0
  return list.scrollHeight - top - list.clientHeight < 2
}

const ANNOUNCE_MS = 5_000

/** What a screen reader announces: not every row, but their number. */
function Announcements() {
  const [text, setText] = useState('')
  const seen = useRef(rows.peek().length)
  useEffect(() => {
    const timer = setInterval(() => {
      const fresh = rows.peek().slice(seen.current)
      seen.current = rows.peek().length
      if (fresh.length === 0) return
      const failed = fresh.filter(({ status }) => status >= 400).length
      setText(`${plural(fresh.length, 'new call')}${failed === 0 ? '' : `, ${failed} failed`}`)
    }, ANNOUNCE_MS)
    return () => clearInterval(timer)
  }, [])
  return (
    <p class="hidden" role="status">
      {text}
    </p>
  )
}

/** The current time, updated while something is running. */
function useNow(running: boolean): number {
  const [now, setNow] = useState(Date.now())
  useEffect(() => {
    if (!running) return undefined
    const timer = setInterval(() => setNow(Date.now()), 100)
    return () => clearInterval(timer)
  }, [running])
  return now
}
