import { useEffect, useState } from 'preact/hooks'
import { guardrail } from './chat.ts'
import { NO_GUARDRAIL } from './guardrail.ts'
import type { GuardrailChoice } from './guardrail.ts'
import { listGuardrails } from '../wire/runtime.ts'

const set = (changes: Partial<GuardrailChoice>) => {
  guardrail.value = { ...guardrail.value, ...changes }
}

/** The guardrail that judges the question and the answer. */
export function GuardrailPanel() {
  const { id, version, trace, mode } = guardrail.value
  const [known, setKnown] = useState<readonly { id: string; name: string }[]>([])
  useEffect(() => {
    listGuardrails().then(setKnown, () => {
      // If calls are rejected, an id can still be typed.
    })
  }, [])
  return (
    <section class="parameters" aria-label="Guardrail">
      <label class="stacked">
        Id or ARN
        <input
          class="mono"
          type="text"
          list="guardrails"
          placeholder="none"
          value={id}
          onInput={(event) => set({ id: event.currentTarget.value.trim() })}
        />
        <datalist id="guardrails">
          {known.map((one) => (
            <option key={one.id} value={one.id}>
              {one.name}
            </option>
          ))}
        </datalist>
      </label>
      <label class="stacked">
        Version
        <input
          class="mono"
          type="text"
          value={version}
          onInput={(event) => set({ version: event.currentTarget.value.trim() })}
        />
      </label>
      <label class="stacked">
        Trace
        <select value={trace} onChange={(event) => set({ trace: event.currentTarget.value })}>
          {['', 'enabled', 'enabled_full', 'disabled'].map((one) => (
            <option key={one} value={one}>
              {one === '' ? 'not sent' : one}
            </option>
          ))}
        </select>
      </label>
      <label class="stacked">
        Stream mode
        <select value={mode} onChange={(event) => set({ mode: event.currentTarget.value })}>
          {['', 'sync', 'async'].map((one) => (
            <option key={one} value={one}>
              {one === '' ? 'not sent (sync)' : one}
            </option>
          ))}
        </select>
      </label>
      <p>
        <button type="button" onClick={() => (guardrail.value = NO_GUARDRAIL)}>
          None
        </button>
      </p>
      <p class="dim">
        {known.length === 0
          ? 'This server has no guardrails. Create one with CreateGuardrail, or add its definition to the fixtures.'
          : `Guardrails on this server: ${known.map(({ name }) => name).join(', ')}.`}{' '}
        Its findings appear below the answer.
      </p>
    </section>
  )
}
