import type { NativeHeaders } from '../code/call.ts'

interface Field {
  label: string
  options?: readonly string[]
  placeholder?: string
}

const FIELDS: Readonly<Record<keyof NativeHeaders, Field>> = {
  accept: { label: 'Accept', placeholder: 'application/json' },
  guardrailIdentifier: { label: 'Guardrail', placeholder: 'ID or ARN' },
  guardrailVersion: { label: 'Guardrail version', placeholder: 'DRAFT' },
  trace: { label: 'Trace', options: ['ENABLED', 'ENABLED_FULL', 'DISABLED'] },
  serviceTier: { label: 'Service tier', options: ['default', 'priority', 'flex', 'reserved'] },
  performanceConfigLatency: { label: 'Latency', options: ['standard', 'optimized'] },
}

interface NativeHeadersProps {
  headers: NativeHeaders
  onChange(headers: NativeHeaders): void
}

/** What InvokeModel takes in headers; empty fields are not sent. */
export function NativeHeaderFields({ headers, onChange }: NativeHeadersProps) {
  const count = Object.values(headers).filter((value) => value !== '').length
  return (
    <details class="native-headers">
      <summary>Headers{count > 0 && ` (${count})`}</summary>
      <div class="fields">
        {(Object.keys(FIELDS) as (keyof NativeHeaders)[]).map((name) => {
          const { label, options, placeholder } = FIELDS[name]
          const value = headers[name] ?? ''
          const set = (to: string) => onChange({ ...headers, [name]: to.trim() })
          return (
            <label class="stacked" key={name}>
              {label}
              {options === undefined ? (
                <input
                  class="mono"
                  type="text"
                  value={value}
                  placeholder={placeholder}
                  onInput={(event) => set(event.currentTarget.value)}
                />
              ) : (
                <select value={value} onChange={(event) => set(event.currentTarget.value)}>
                  <option value="">Not sent</option>
                  {options.map((one) => (
                    <option key={one}>{one}</option>
                  ))}
                </select>
              )}
            </label>
          )
        })}
      </div>
    </details>
  )
}
