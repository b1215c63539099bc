import { useState } from 'preact/hooks'
import { listed } from '../keys.ts'
import { Dialog } from '../parts/dialog.tsx'
import { go, href } from '../route.ts'
import { screens } from '../screens.ts'
import { nextTheme } from '../theme.ts'

interface Entry {
  label: string
  keys?: string
  run(): void
}

const MAX_ENTRIES = 12

function entries(): Entry[] {
  const own = listed.value.filter(({ key }) => !key.startsWith('g ') && key !== 'Ctrl k')
  return [
    ...screens.map(({ name, label }, at) => ({
      label,
      keys: `g ${at + 1}`,
      run: () => go(href([name])),
    })),
    ...own.map(({ key, does, run }) => ({ label: does, keys: key, run })),
    { label: 'Change the theme', run: nextTheme },
  ]
}

/** Everything that the page can do, found by a part of its name. */
export function Palette({ onClose }: { onClose(): void }) {
  const [text, setText] = useState('')
  const [at, setAt] = useState(0)
  const words = text.toLowerCase().split(/\s+/)
  const found = entries()
    .filter(({ label }) => words.every((word) => label.toLowerCase().includes(word)))
    .slice(0, MAX_ENTRIES)
  const choose = (entry: Entry | undefined) => {
    if (entry === undefined) return
    onClose()
    entry.run()
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'ArrowDown') setAt(Math.min(found.length - 1, at + 1))
    else if (event.key === 'ArrowUp') setAt(Math.max(0, at - 1))
    else if (event.key === 'Enter') choose(found[at])
    else return
    event.preventDefault()
  }
  return (
    <Dialog title="Palette" onClose={onClose}>
      <input
        type="text"
        role="combobox"
        aria-label="Search screens and actions"
        aria-expanded="true"
        aria-controls="palette-entries"
        aria-activedescendant={found.length > 0 ? `palette-${at}` : undefined}
        placeholder="Screens and actions"
        value={text}
        onInput={(event) => {
          setText(event.currentTarget.value)
          setAt(0)
        }}
        onKeyDown={onKeyDown}
      />
      <ul id="palette-entries" class="palette" role="listbox" aria-label="Results">
        {found.map((entry, index) => (
          <li
            key={entry.label}
            id={`palette-${index}`}
            role="option"
            aria-selected={index === at}
            onClick={() => choose(entry)}
          >
            {entry.label} {entry.keys !== undefined && <kbd aria-hidden="true">{entry.keys}</kbd>}
          </li>
        ))}
      </ul>
    </Dialog>
  )
}
