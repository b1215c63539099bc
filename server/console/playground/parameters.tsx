import { useState } from 'preact/hooks'
import { cardOf } from '../models/state.ts'
import { changeColumn, columns, parameters, parametersOf } from './chat.ts'
import { NO_PARAMETERS, PRESETS } from './request.ts'
import type { Parameters } from './request.ts'

/** Parameters of every question, for all models or for one; empty ones are not sent. */
export function ParametersPanel() {
  const [scope, setScope] = useState<number | undefined>(undefined)
  const column = columns.value.length > 1 ? columns.value.find(({ id }) => id === scope) : undefined
  const current = column === undefined ? parameters.value : parametersOf(column)
  const put = (next: Parameters) => {
    if (column === undefined) parameters.value = next
    else changeColumn(column.id, (one) => ({ ...one, parameters: next }))
  }
  const set = (changes: Partial<Parameters>) => put({ ...current, ...changes })
  const limits = (column === undefined ? columns.value : [column]).flatMap(
    ({ modelId }) => cardOf(modelId)?.maxTokens ?? [],
  )
  const limit = limits.length === 0 ? undefined : Math.min(...limits)
  return (
    <section class="parameters" aria-label="Parameters">
      {columns.value.length > 1 && (
        <div class="presets" role="group" aria-label="Parameters for">
          <button
            type="button"
            aria-pressed={column === undefined}
            onClick={() => setScope(undefined)}
          >
            All
          </button>
          {columns.value.map(({ id, parameters: own }, at) => (
            <button
              key={id}
              type="button"
              aria-pressed={column?.id === id}
              aria-label={`Only model ${at + 1}`}
              onClick={() => setScope(id)}
            >
              {at + 1}
              {own === undefined ? '' : ' (custom)'}
            </button>
          ))}
        </div>
      )}
      <p class="presets" role="group" aria-label="Presets">
        {PRESETS.map(({ name, ...values }) => (
          <button key={name} type="button" onClick={() => set(values)}>
            {name}
          </button>
        ))}
        <button
          type="button"
          onClick={() => {
            if (column === undefined) put(NO_PARAMETERS)
            else changeColumn(column.id, ({ parameters: _own, ...one }) => one)
          }}
        >
          {column === undefined ? 'Reset' : 'Use shared parameters'}
        </button>
      </p>
      <label class="stacked">
        <span>
          Max tokens{' '}
          {limit !== undefined && <span class="dim">up to {limit.toLocaleString('en-GB')}</span>}
        </span>
        <input
          type="number"
          min={1}
          max={limit}
          aria-label="Max tokens"
          value={current.maxTokens}
          onInput={(event) => set({ maxTokens: event.currentTarget.value })}
        />
      </label>
      {(['temperature', 'topP'] as const).map((name) => (
        <label key={name} class="stacked">
          {name === 'temperature' ? 'Temperature' : 'Top P'}
          <input
            type="number"
            min={0}
            max={1}
            step={0.1}
            value={current[name]}
            onInput={(event) => set({ [name]: event.currentTarget.value })}
          />
        </label>
      ))}
      <label class="stacked">
        Stop sequences
        <textarea
          rows={2}
          placeholder="One per line"
          value={current.stopSequences}
          onInput={(event) => set({ stopSequences: event.currentTarget.value })}
        />
      </label>
      <label class="stacked">
        Additional fields
        <textarea
          rows={3}
          placeholder="JSON for additionalModelRequestFields"
          value={current.additional}
          onInput={(event) => set({ additional: event.currentTarget.value })}
        />
      </label>
      <p class="dim">Empty fields are not sent, so the model’s defaults apply.</p>
    </section>
  )
}
