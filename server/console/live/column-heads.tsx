import { useRef } from 'preact/hooks'
import { COLUMNS, REST, setWidth } from './columns.ts'
import type { Drawn } from './columns.ts'

/** The column headings, with handles to resize them. The columns menu does the same by keyboard. */
export function ColumnHeads({ drawn: { names } }: { drawn: Drawn }) {
  return (
    <div class="calls-heads wide-only" aria-hidden="true">
      {COLUMNS.filter(({ name }) => names.has(name)).map(({ name, label }) => (
        <span key={name} class={`calls-head c-${name}`}>
          {label}
          {name !== REST && <Handle name={name} label={label} />}
        </span>
      ))}
    </div>
  )
}

function Handle({ name, label }: { name: string; label: string }) {
  const from = useRef<{ x: number; width: number } | undefined>(undefined)
  return (
    <span
      class="calls-handle"
      title={`Drag to resize ${label}; double-click to reset`}
      onPointerDown={(event) => {
        const head = event.currentTarget.parentElement
        if (head === null) return
        event.preventDefault()
        event.currentTarget.setPointerCapture(event.pointerId)
        from.current = { x: event.clientX, width: head.getBoundingClientRect().width }
      }}
      onPointerMove={(event) => {
        if (from.current === undefined) return
        // A column after the flexible one grows to the left.
        const by = (event.clientX - from.current.x) * (isBehindRest(name) ? -1 : 1)
        setWidth(name, from.current.width + by)
      }}
      onLostPointerCapture={() => (from.current = undefined)}
      onDblClick={() => setWidth(name, undefined)}
    />
  )
}

const placeOf = (name: string) => COLUMNS.findIndex((one) => one.name === name)
const isBehindRest = (name: string): boolean => placeOf(name) > placeOf(REST)
