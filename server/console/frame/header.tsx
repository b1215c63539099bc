import { dollars } from '../format.ts'
import { totalCost } from '../live/calls.ts'
import { href, session } from '../route.ts'
import { SessionSelect } from '../parts/session-select.tsx'
import { describeMode, health, MODES, region, setMode } from '../server-state.ts'
import type { Mode } from '../server-state.ts'
import { nextTheme, theme } from '../theme.ts'
import { connection } from '../wire/follow.ts'
import type { Connection } from '../wire/follow.ts'
import { clock } from '../format.ts'

interface HeaderProps {
  onKeys(): void
  onPalette(): void
}

export function Header({ onKeys, onPalette }: HeaderProps) {
  return (
    <header class="header">
      <a class="brand" href={href([])} title={version()}>
        bedrock-local
      </a>
      <ModeChoice />
      <span class="chip wide-only" title="Default region, for requests whose signature names none">
        {region.value ?? '…'}
      </span>
      <SessionChoice />
      <span class="grow" />
      <ConnectionState />
      <span class="chip wide-only" title="Estimated cost of the calls in the list">
        {dollars(totalCost.value)} est.
      </span>
      <button type="button" class="chip wide-only" onClick={onPalette} title="Ctrl K">
        Search
      </button>
      <button
        type="button"
        class="chip wide-only"
        aria-label="Keyboard shortcuts"
        onClick={onKeys}
        title="?"
      >
        Shortcuts
      </button>
      <button
        type="button"
        class="chip"
        aria-label={`Theme: ${theme.value}`}
        title={`Theme: ${theme.value}`}
        onClick={nextTheme}
      >
        <ThemeIcon />
      </button>
    </header>
  )
}

const version = () =>
  health.value === undefined ? undefined : `bedrock-local ${health.value.version}`

function ModeChoice() {
  const mode = health.value?.mode
  return (
    <label class="chip">
      <span class="hidden">Mode</span>
      <select
        value={mode ?? ''}
        title={mode && describeMode(mode)}
        onChange={(event) => void setMode(event.currentTarget.value as Mode)}
      >
        {mode === undefined && <option value="">…</option>}
        {MODES.map((name) => (
          <option key={name} value={name}>
            {name}
          </option>
        ))}
      </select>
    </label>
  )
}

function SessionChoice() {
  return (
    <label class={`chip chip-session ${session.value === undefined ? 'wide-only' : ''}`}>
      <span class="wide-only" aria-hidden="true">
        Session:
      </span>
      <span class="hidden">Session</span>
      <SessionSelect />
    </label>
  )
}

function ConnectionState() {
  const now = connection.value
  return (
    <span class={`chip connection connection-${now.state}`} role="status">
      <span class="dot" aria-hidden="true" />
      {connectionText(now)}
    </span>
  )
}

function connectionText(now: Connection): string {
  switch (now.state) {
    case 'connecting':
      return 'Connecting…'
    case 'live':
      return 'Online'
    case 'paused':
      return 'Paused'
    case 'lost':
      return `Offline since ${clock(now.since)}`
  }
}

function ThemeIcon() {
  return (
    <svg viewBox="0 0 16 16" width="14" height="14" aria-hidden="true">
      <circle cx="8" cy="8" r="6.5" fill="none" stroke="currentColor" stroke-width="1.5" />
      <path d="M8 1.5a6.5 6.5 0 0 0 0 13z" fill="currentColor" />
    </svg>
  )
}
