import { COLUMNS, hidden, newestLast, setNewestLast, toggleColumn } from './columns.ts'

/** Which columns the list shows, and in which order; kept in this browser. */
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
        <label class="check">
          <input
            type="checkbox"
            checked={newestLast.value}
            onChange={(event) => setNewestLast(event.currentTarget.checked)}
          />
          Newest at the bottom
        </label>
      </div>
    </details>
  )
}
