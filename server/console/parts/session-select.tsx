import { sessions } from '../server-state.ts'

interface SessionSelectProps {
  /** Empty for all of them. */
  value: string
  onChange(session: string): void
}

/** One of the sessions that the server knows, or all. */
export function SessionSelect({ value, onChange }: SessionSelectProps) {
  return (
    <select value={value} onChange={(event) => onChange(event.currentTarget.value)}>
      <option value="">all</option>
      {sessions.value.map((name) => (
        <option key={name} value={name}>
          {name}
        </option>
      ))}
    </select>
  )
}
