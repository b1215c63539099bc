import { useEffect, useState } from 'preact/hooks'
import type { Files } from '../fixtures/state.ts'
import { listed } from '../keys.ts'
import { catalogue, loadModels, nameOf } from '../models/state.ts'
import { Dialog } from '../parts/dialog.tsx'
import { go, href } from '../route.ts'
import { screens } from '../screens.ts'
import { nextTheme } from '../theme.ts'
import { admin } from '../wire/admin.ts'

interface Entry {
  label: string
  keys?: string
  run(): void
}

const MAX_ENTRIES = 12

/** Screens and actions, listed before anything is typed. */
function ownEntries(): Entry[] {
  const own = listed.value.filter(({ key }) => !key.startsWith('g ') && key !== 'Ctrl k')
  return [
    ...screens.map(({ name, label }, at) => ({
      label,
      keys: `g ${at + 1}`,
      run: () => go(href([name])),
    })),
    ...own.map(({ key, description, run }) => ({ label: description, keys: key, run })),
    { label: 'Change the theme', run: nextTheme },
  ]
}

const modelEntries = (): Entry[] =>
  (catalogue.value?.models ?? []).map((card) => ({
    label: `Model ${nameOf(card)}, ${card.id}`,
    run: () => go(href(['models', card.id])),
  }))

const fixtureEntries = (paths: readonly string[]): Entry[] =>
  paths.map((path) => ({
    label: `Fixture ${path}`,
    run: () => go(href(['fixtures'], { name: path })),
  }))

/** Loaded when the palette opens. Without them it still finds screens and actions. */
function useFixturePaths(): readonly string[] {
  const [paths, setPaths] = useState<readonly string[]>([])
  useEffect(() => {
    if (catalogue.value === undefined) void loadModels()
    admin<Files>('/files').then(
      ({ files }) => setPaths(files.map(({ path }) => path)),
      () => setPaths([]),
    )
  }, [])
  return paths
}

/** Finds screens, actions, models and fixtures by a part of their name. */
export function Palette({ onClose }: { onClose(): void }) {
  const [text, setText] = useState('')
  const paths = useFixturePaths()
  const [at, setAt] = useState(0)
  const words = text.toLowerCase().split(/\s+/)
  const all =
    text.trim() === ''
      ? ownEntries()
      : [...ownEntries(), ...modelEntries(), ...fixtureEntries(paths)]
  const matches = all
    .filter(({ label }) => words.every((word) => label.toLowerCase().includes(word)))
    .slice(0, MAX_ENTRIES)
  const choose = (entry: Entry | undefined) => {
    if (entry === undefined) return
    onClose()
    entry.run()
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'ArrowDown') setAt(Math.min(matches.length - 1, at + 1))
    else if (event.key === 'ArrowUp') setAt(Math.max(0, at - 1))
    else if (event.key === 'Enter') choose(matches[at])
    else return
    event.preventDefault()
  }
  return (
    <Dialog title="Command palette" onClose={onClose}>
      <input
        type="text"
        role="combobox"
        aria-label="Search screens, models, fixtures and actions"
        aria-expanded="true"
        aria-controls="palette-entries"
        aria-activedescendant={matches.length > 0 ? `palette-${at}` : undefined}
        placeholder="Screens, models, fixtures and actions"
        value={text}
        onInput={(event) => {
          setText(event.currentTarget.value)
          setAt(0)
        }}
        onKeyDown={onKeyDown}
      />
      <ul id="palette-entries" class="palette" role="listbox" aria-label="Results">
        {matches.map((entry, index) => (
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
