import { clock, duration, shortModel, tokens } from '../format.ts'
import { Badge } from '../parts/badge.tsx'
import { isBegun } from './calls.ts'
import type { Call } from './calls.ts'

/** The cells of one call in the list. */
export function Cells({ call, now }: { call: Call; now: number }) {
  const model = call.model === undefined ? '' : shortModel(call.model.sent)
  const text = call.prompt ?? (isBegun(call) ? undefined : call.answer) ?? ''
  const took = isBegun(call) ? Math.max(0, now - call.at) : call.totalMs
  return (
    <>
      <span role="gridcell" class="c-time" title={new Date(call.at).toISOString()}>
        {clock(call.at)}
      </span>
      <span role="gridcell" class="c-status">
        {isBegun(call) ? <Running /> : call.status === 0 ? '–' : call.status}
      </span>
      <span role="gridcell" class="c-operation">
        {call.operation}
      </span>
      <span role="gridcell" class="c-model" title={call.model?.sent}>
        {model}
      </span>
      <span role="gridcell" class="c-prompt">
        {text}
      </span>
      <span role="gridcell" class="c-tokens">
        {isBegun(call) || call.usage === undefined ? '' : tokens(call.usage)}
      </span>
      <span role="gridcell" class="c-source">
        {!isBegun(call) && <Badge of={call} />}
      </span>
      <span role="gridcell" class="c-took">
        {duration(took)}
      </span>
    </>
  )
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
