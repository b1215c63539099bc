import { sessions } from '../server-state.ts'

interface SessionSelectProps {
  /** Empty for all of them. */
  value: string
  onChange(session: string): void
}

/** One of the sessions that the server knows, or all. An address may name one that it does not know. */
export function SessionSelect({ value, onChange }: SessionSelectProps) {
  const names = sessions.value
  const all = value === '' || names.includes(value) ? names : [...names, value]
  return (
    <select value={value} onChange={(event) => onChange(event.currentTarget.value)}>
      <option value="">all</option>
      {all.map((name) => (
        <option key={name} value={name}>
          {name}
        </option>
      ))}
    </select>
  )
}
