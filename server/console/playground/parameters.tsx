import { cardOf } from '../models/state.ts'
import { columns, parameters } from './chat.ts'
import { NO_PARAMETERS, PRESETS } from './request.ts'
import type { Parameters } from './request.ts'

const set = (changes: Partial<Parameters>) => {
  parameters.value = { ...parameters.value, ...changes }
}

/** What is sent with every question; what is empty is not sent. */
export function ParametersPanel() {
  const { maxTokens, temperature, topP, stopSequences, additional } = parameters.value
  const limits = columns.value.flatMap(({ modelId }) => cardOf(modelId)?.maxTokens ?? [])
  const limit = limits.length === 0 ? undefined : Math.min(...limits)
  return (
    <section class="parameters" aria-label="Parameters">
      <p class="presets" role="group" aria-label="Presets">
        {PRESETS.map(({ name, ...values }) => (
          <button key={name} type="button" onClick={() => set(values)}>
            {name}
          </button>
        ))}
        <button type="button" onClick={() => (parameters.value = NO_PARAMETERS)}>
          Reset
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
          value={maxTokens}
          onInput={(event) => set({ maxTokens: event.currentTarget.value })}
        />
      </label>
      <label class="stacked">
        Temperature
        <input
          type="number"
          min={0}
          max={1}
          step={0.1}
          value={temperature}
          onInput={(event) => set({ temperature: event.currentTarget.value })}
        />
      </label>
      <label class="stacked">
        Top P
        <input
          type="number"
          min={0}
          max={1}
          step={0.1}
          value={topP}
          onInput={(event) => set({ topP: event.currentTarget.value })}
        />
      </label>
      <label class="stacked">
        Stop sequences
        <textarea
          rows={2}
          placeholder="one a line"
          value={stopSequences}
          onInput={(event) => set({ stopSequences: event.currentTarget.value })}
        />
      </label>
      <label class="stacked">
        Additional fields
        <textarea
          rows={3}
          placeholder="JSON: additionalModelRequestFields"
          value={additional}
          onInput={(event) => set({ additional: event.currentTarget.value })}
        />
      </label>
      <p class="dim">What is empty is not sent: the model’s own default holds.</p>
    </section>
  )
}
