/** A setting, and its origin. */
export type Settings = Readonly<Record<string, { value: unknown; from: string }>>

/** Changed settings first; secrets never leave the server. */
export function SettingsTable({ settings }: { settings: Settings }) {
  const all = Object.entries(settings)
  const isSet = ([, { from }]: (typeof all)[number]) => from !== 'default'
  return (
    <div class="scrolling" tabIndex={0} role="region" aria-label="Settings">
      <table class="settings">
        <thead>
          <tr>
            <th scope="col">Setting</th>
            <th scope="col">Value</th>
            <th scope="col">Source</th>
          </tr>
        </thead>
        <tbody>
          {[...all.filter(isSet), ...all.filter((one) => !isSet(one))].map(
            ([name, { value, from }]) => (
              <tr key={name}>
                <th scope="row">{name}</th>
                <td>
                  <code>{typeof value === 'string' ? value : JSON.stringify(value)}</code>
                </td>
                <td class={from === 'default' ? 'dim' : undefined}>{from}</td>
              </tr>
            ),
          )}
        </tbody>
      </table>
    </div>
  )
}
