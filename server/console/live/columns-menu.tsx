import { COLUMNS, hidden, toggleColumn } from './columns.ts'

/** Which columns the list shows; kept in this browser. */
export function ColumnsMenu() {
  return (
    <details class="menu wide-only">
      <summary>Columns</summary>
      <div role="group" aria-label="Columns">
        {COLUMNS.map(({ name, label }) => (
          <label key={name} class="check">
            <input
              type="checkbox"
              checked={!hidden.value.has(name)}
              onChange={() => toggleColumn(name)}
            />
            {label}
          </label>
        ))}
      </div>
    </details>
  )
}
