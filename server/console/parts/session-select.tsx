import { session, setQuery } from '../route.ts'
import { sessions } from '../server-state.ts'

/**
 * Chooses the session of the address: one that the server knows, or all. All of these on a page share one
 * choice. An address may name a session that the server does not know.
 */
export function SessionSelect() {
  const value = session.value ?? ''
  const names = sessions.value
  const all = value === '' || names.includes(value) ? names : [...names, value]
  return (
    <select
      value={value}
      onChange={(event) => setQuery({ session: event.currentTarget.value }, { replace: false })}
    >
      <option value="">All</option>
      {all.map((name) => (
        <option key={name} value={name}>
          {name}
        </option>
      ))}
    </select>
  )
}
