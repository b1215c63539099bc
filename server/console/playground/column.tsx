import { useEffect, useRef } from 'preact/hooks'
import { Badge } from '../parts/badge.tsx'
import { columns, rememberModel, widened } from './chat.ts'
import type { Column } from './chat.ts'
import { ModelChoice } from './model-choice.tsx'
import { announced } from './announce.ts'
import { best, ConversationTotals, Totals } from './metrics.tsx'
import { operationIn, stop } from './run.ts'
import { TurnView } from './turn.tsx'
import { Lane } from '../parts/lane.tsx'

interface ColumnProps {
  column: Column
  /** Its position, if there are several. */
  number: number | undefined
  /** In a narrow window only one is shown. */
  shown: boolean
  onModel(modelId: string): void
  onRemove: (() => void) | undefined
}

/** One model and the conversation with it. */
export function ColumnView({ column, number, shown, onModel, onRemove }: ColumnProps) {
  const end = useRef<HTMLDivElement>(null)
  const last = column.turns.at(-1)
  // Keeps a view that is scrolled to the end at the end.
  useEffect(() => {
    const box = end.current
    if (box !== null && box.scrollHeight - box.scrollTop - box.clientHeight < 160)
      box.scrollTop = box.scrollHeight
  })
  const hidden = widened.value !== undefined && widened.value !== column.id
  if (hidden) return null
  const label = number === undefined ? 'Conversation' : `Conversation ${number}`
  const longest = Math.max(
    ...columns.value.map(({ turns }) => turns.at(-1)?.totalMs ?? turns.at(-1)?.atMs?.at(-1) ?? 0),
  )
  return (
    <section class="column" aria-label={label} data-shown={shown ? '' : undefined}>
      <header class="column-head">
        <ModelChoice
          modelId={column.modelId}
          onChange={(modelId) => {
            rememberModel(modelId)
            onModel(modelId)
          }}
        />
        {last?.source !== undefined && (
          <Badge of={{ source: last.source, fixture: last.fixture }} link />
        )}
        {column.stream !== undefined && <span class="tag">{operationIn(column)}</span>}
        <span class="grow" />
        {number !== undefined && (
          <button
            type="button"
            class="quiet wide-only"
            aria-pressed={widened.value === column.id}
            onClick={() => (widened.value = widened.value === undefined ? column.id : undefined)}
          >
            {widened.value === undefined ? 'Maximise' : 'Restore'}
          </button>
        )}
        {last?.state === 'running' && number !== undefined && (
          <button type="button" class="quiet" onClick={() => stop(column.id)}>
            Stop this model
          </button>
        )}
        {onRemove !== undefined && (
          <button type="button" class="quiet" aria-label="Remove this model" onClick={onRemove}>
            ×
          </button>
        )}
      </header>
      {columns.value.length > 1 && last !== undefined && (
        <Lane
          firstMs={last.firstMs}
          totalMs={last.totalMs}
          atMs={last.atMs ?? []}
          longest={longest}
        />
      )}
      <div
        class="turns"
        ref={end}
        tabIndex={0}
        role="log"
        aria-live="off"
        aria-label={`${label}: messages`}
      >
        {column.turns.length === 0 && <p class="dim">No messages yet.</p>}
        {column.turns.map((turn) => (
          <TurnView key={turn.id} column={column} turn={turn} />
        ))}
      </div>
      {last !== undefined && <Totals turn={last} best={best(columns.value)} columnId={column.id} />}
      <ConversationTotals turns={column.turns} />
      <p class="hidden" role="status">
        {announced(last)}
      </p>
    </section>
  )
}
