import type { ComponentChildren } from 'preact'
import { clock, duration, shortModel, tokens } from '../format.ts'
import { Badge } from '../parts/badge.tsx'
import { memo } from '../parts/memo.ts'
import { isBegun } from './calls.ts'
import type { Call } from './calls.ts'

interface CellsProps {
  call: Call
  now: number
  /** The names of the visible ones. */
  columns: ReadonlySet<string>
  marked: boolean
}

/** The cells of one call in the list; unchanged rows are not rendered again. */
export const Cells = memo(({ call, now, columns, marked }: CellsProps) => {
  const { at, operation } = call
  const model = call.model?.sent
  const cell = (name: string, content: ComponentChildren, title?: string) =>
    columns.has(name) && (
      <span role="gridcell" class={`c-${name}`} title={title}>
        {content}
      </span>
    )
  return (
    <>
      {cell(
        'time',
        <>
          {clock(at)}
          {marked && <span class="hidden">, marked</span>}
        </>,
        new Date(at).toISOString(),
      )}
      {cell('status', isBegun(call) ? <Running /> : call.status === 0 ? '–' : call.status)}
      {cell('operation', operation, operation)}
      {cell('model', model === undefined ? '' : shortModel(model), model)}
      {cell('prompt', call.prompt ?? (isBegun(call) ? '' : (call.answer ?? '')))}
      {cell('tokens', figureOf(call))}
      {cell('source', !isBegun(call) && <Badge of={call} />)}
      {cell('took', duration(isBegun(call) ? Math.max(0, now - at) : call.totalMs))}
    </>
  )
})

/** While it streams, its start. */
function figureOf(call: Call): string {
  if (!isBegun(call)) return call.usage === undefined ? '' : tokens(call.usage)
  return call.firstByteMs === undefined ? '' : `first ${duration(call.firstByteMs)}`
}

function Running() {
  return (
    <>
      <span class="dot running" aria-hidden="true" />
      <span class="hidden">running</span>
    </>
  )
}

export function rowClass(call: Call): string {
  if (isBegun(call)) return 'begun'
  return call.status >= 400 || call.ended !== 'complete' || call.status === 0 ? 'bad' : ''
}
