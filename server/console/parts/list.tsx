import type { ComponentChildren } from 'preact'
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks'

interface ListProps<T> {
  /** The accessible name of the grid. */
  label: string
  rows: readonly T[]
  idOf(row: T): string
  rowHeight: number
  columns: number
  /** The cells of a row; each has the role `gridcell`. */
  cells(row: T): ComponentChildren
  rowClass?(row: T): string
  selected: string | undefined
  /** Enter, or a click. */
  onOpen(row: T): void
  /** A click with Ctrl, Cmd or Shift. */
  onMark?(row: T): void
  /** Other keys on the focused row; returns true if handled. */
  onKey?(row: T, key: string): boolean
  marked?: ReadonlySet<string>
  /** The scroll distance from its newest end. */
  onScroll?(top: number): void
}

const OVERSCAN = 8

/**
 * A grid that draws only the rows in view, of one height. It has one tab stop: the arrow keys move the focus, and the
 * focused row is drawn wherever it is, so that scrolling does not lose it.
 */
export function List<T>(props: ListProps<T>) {
  const { label, rows, idOf, rowHeight, columns, selected, onOpen } = props
  const ref = useRef<HTMLDivElement>(null)
  const [view, setView] = useState({ top: 0, height: 600 })
  const [focused, setFocused] = useState<string | undefined>(undefined)
  const wantsFocus = useRef(false)

  const measure = () => {
    const box = ref.current
    if (box === null) return
    setView({ top: box.scrollTop, height: box.clientHeight })
    props.onScroll?.(box.scrollTop)
  }
  useLayoutEffect(() => {
    measure()
    const observer = new ResizeObserver(measure)
    if (ref.current !== null) observer.observe(ref.current)
    return () => observer.disconnect()
  }, [])

  const current = rows.findIndex((row) => idOf(row) === (focused ?? selected))
  const active = Math.max(0, current)
  const first = Math.max(0, Math.floor(view.top / rowHeight) - OVERSCAN)
  const end = Math.min(rows.length, Math.ceil((view.top + view.height) / rowHeight) + OVERSCAN)
  const drawn: number[] = []
  if (rows.length > 0 && active < first) drawn.push(active)
  for (let at = first; at < end; at++) drawn.push(at)
  if (active >= end && active < rows.length) drawn.push(active)

  useEffect(() => {
    if (!wantsFocus.current) return
    wantsFocus.current = false
    ref.current?.querySelector<HTMLElement>('[tabindex="0"]')?.focus({ preventScroll: true })
  })

  const moveTo = (at: number) => {
    const row = rows[Math.min(rows.length - 1, Math.max(0, at))]
    const box = ref.current
    if (row === undefined || box === null) return
    const top = rows.indexOf(row) * rowHeight
    if (top < box.scrollTop) box.scrollTop = top
    else if (top + rowHeight > box.scrollTop + box.clientHeight)
      box.scrollTop = top + rowHeight - box.clientHeight
    wantsFocus.current = true
    setFocused(idOf(row))
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const row = rows[active]
    if (row === undefined) return
    const page = Math.max(1, Math.floor(view.height / rowHeight) - 1)
    const steps: Record<string, number> = {
      ArrowDown: active + 1,
      j: active + 1,
      ArrowUp: active - 1,
      k: active - 1,
      PageDown: active + page,
      PageUp: active - page,
      Home: 0,
      End: rows.length - 1,
    }
    const step = steps[event.key]
    if (step !== undefined) moveTo(step)
    else if (event.key === 'Enter') onOpen(row)
    else if (props.onKey?.(row, event.key) !== true) return
    event.preventDefault()
  }

  return (
    <div
      ref={ref}
      class="list"
      role="grid"
      aria-label={label}
      aria-rowcount={rows.length}
      aria-colcount={columns}
      onScroll={measure}
      onKeyDown={onKeyDown}
    >
      <div class="list-all" role="presentation" style={{ height: `${rows.length * rowHeight}px` }}>
        {drawn.map((at) => {
          const row = rows[at]
          if (row === undefined) return undefined
          const id = idOf(row)
          return (
            <div
              key={id}
              role="row"
              class={`list-row ${props.rowClass?.(row) ?? ''}`}
              style={{ top: `${at * rowHeight}px`, height: `${rowHeight}px` }}
              aria-rowindex={at + 1}
              aria-selected={id === selected}
              data-marked={props.marked?.has(id) === true ? '' : undefined}
              tabIndex={at === active ? 0 : -1}
              onFocus={() => setFocused(id)}
              onClick={(event) => {
                wantsFocus.current = true
                setFocused(id)
                const marks = event.ctrlKey || event.metaKey || event.shiftKey
                if (marks && props.onMark !== undefined) props.onMark(row)
                else onOpen(row)
              }}
            >
              {props.cells(row)}
            </div>
          )
        })}
      </div>
    </div>
  )
}
