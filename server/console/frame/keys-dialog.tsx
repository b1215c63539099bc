import { listed, setSingleKeys, singleKeys } from '../keys.ts'
import { Dialog } from '../parts/dialog.tsx'

export function KeysDialog({ onClose }: { onClose(): void }) {
  return (
    <Dialog title="Keys" onClose={onClose}>
      <dl class="keys">
        {listed.value.map(({ key, does }) => (
          <div key={key + does}>
            <dt>
              {key.split(' ').map((part) => (
                <kbd key={part}>{part}</kbd>
              ))}
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
      <label class="check">
        <input
          type="checkbox"
          checked={singleKeys.value}
          onChange={(event) => setSingleKeys(event.currentTarget.checked)}
        />
        Single keys do something
      </label>
    </Dialog>
  )
}
