import { listed, setSingleKeys, singleKeys } from '../keys.ts'
import { Dialog } from '../parts/dialog.tsx'
import { bySentence, setBySentence } from '../speech.ts'

export function KeysDialog({ onClose }: { onClose(): void }) {
  return (
    <Dialog title="Keyboard shortcuts" onClose={onClose}>
      <dl class="keys">
        {listed.value.map(({ key, description }) => (
          <div key={key + description}>
            <dt>
              {key.split(' ').map((part) => (
                <kbd key={part}>{part}</kbd>
              ))}
            </dt>
            <dd>{description}</dd>
          </div>
        ))}
      </dl>
      <label class="check">
        <input
          type="checkbox"
          checked={singleKeys.value}
          onChange={(event) => setSingleKeys(event.currentTarget.checked)}
        />
        Enable single-key shortcuts
      </label>
      <label class="check">
        <input
          type="checkbox"
          checked={bySentence.value}
          onChange={(event) => setBySentence(event.currentTarget.checked)}
        />
        Announce answers to screen readers sentence by sentence
      </label>
    </Dialog>
  )
}
