import {
  COLUMNS,
  hidden,
  MAX_WIDTH,
  MIN_WIDTH,
  newestLast,
  REST,
  setNewestLast,
  setWidth,
  toggleColumn,
  widths,
} from './columns.ts'

/** The visible columns, their widths and order; stored in this browser. */
export function ColumnsMenu() {
  return (
    <details class="menu wide-only">
      <summary>Columns</summary>
      <div role="group" aria-label="Columns">
        {COLUMNS.map(({ name, label }) => (
          <div key={name} class="column-choice">
            <label class="check">
              <input
                type="checkbox"
                checked={!hidden.value.has(name)}
                onChange={() => toggleColumn(name)}
              />
              {label}
            </label>
            {name !== REST && (
              <input
                type="number"
                aria-label={`Width of ${label}`}
                title="Width in pixels"
                placeholder="auto"
                min={MIN_WIDTH}
                max={MAX_WIDTH}
                step={10}
                value={widths.value[name] ?? ''}
                onChange={({ currentTarget: { value } }) =>
                  setWidth(name, value === '' ? undefined : Number(value))
                }
              />
            )}
          </div>
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
