import { useEffect, useState } from 'preact/hooks'
import { guardrail } from './chat.ts'
import { NO_GUARDRAIL } from './guardrail.ts'
import type { GuardrailChoice } from './guardrail.ts'
import { listGuardrails } from '../wire/runtime.ts'

const set = (changes: Partial<GuardrailChoice>) => {
  guardrail.value = { ...guardrail.value, ...changes }
}

/** The guardrail that checks the question and the answer. */
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
        ID or ARN
        <input
          class="mono"
          type="text"
          list="guardrails"
          placeholder="None"
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
              {one === '' ? 'Not sent' : one}
            </option>
          ))}
        </select>
      </label>
      <label class="stacked">
        Stream mode
        <select value={mode} onChange={(event) => set({ mode: event.currentTarget.value })}>
          {['', 'sync', 'async'].map((one) => (
            <option key={one} value={one}>
              {one === '' ? 'Not sent (sync)' : one}
            </option>
          ))}
        </select>
      </label>
      <p>
        <button type="button" onClick={() => (guardrail.value = NO_GUARDRAIL)}>
          Remove guardrail
        </button>
      </p>
      <p class="dim">
        {known.length === 0
          ? 'This server has no guardrails. Create one with CreateGuardrail, or define one in the fixtures folder.'
          : `Guardrails on this server: ${known.map(({ name }) => name).join(', ')}.`}{' '}
        Findings appear below the answer.
      </p>
    </section>
  )
}
