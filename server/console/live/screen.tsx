import { useEffect, useRef } from 'preact/hooks'
import { bind } from '../keys.ts'
import { route, setQuery } from '../route.ts'
import { paused, waiting } from './arrivals.ts'
import { rows } from './calls.ts'
import { ColumnsMenu } from './columns-menu.tsx'
import { Compare } from './compare.tsx'
import { Detail } from './detail.tsx'
import { FirstRun } from './first-run.tsx'
import { Calls } from './list.tsx'
import { save } from './save.tsx'
import {
  clear,
  compare,
  filter,
  filterText,
  marked,
  open,
  pair,
  selectedId,
  shown,
  togglePause,
} from './state.ts'

export function Screen() {
  if (route.value.path[1] === 'compare') return <Compare />
  return (
    <div class="screen live" data-detail={selectedId.value === undefined ? undefined : ''}>
      <h1 class="hidden">Live</h1>
      <Toolbar />
      <FirstRun />
      <div class="live-body">
        <Calls />
        {selectedId.value !== undefined && <Detail key={selectedId.value} id={selectedId.value} />}
      </div>
    </div>
  )
}

function Toolbar() {
  const field = useRef<HTMLInputElement>(null)
  useEffect(
    () =>
      bind([
        { key: '/', description: 'Filter calls', run: () => field.current?.focus() },
        { key: 'j', description: 'Next call', run: () => step(1) },
        { key: 'k', description: 'Previous call', run: () => step(-1) },
        { key: 'c', description: 'Compare two marked calls (x marks a call)', run: comparePair },
        {
          key: 's',
          description: 'Save marked calls as fixtures',
          run: () => save([...marked.value]),
        },
        { key: 'Escape', description: 'Close the call', run: () => open(undefined) },
      ]),
    [],
  )
  const { terms, problems } = filter.value
  const marks = marked.value.size
  return (
    <>
      <div class="toolbar">
        <input
          ref={field}
          type="search"
          aria-label="Filter"
          placeholder="Filter: words, op:ConverseStream model:nova-* status:>=400 missed"
          title="op: model: source: status: session: fixture: tool: error: is:stream is:slow missed; prefix with - to exclude"
          value={filterText.value}
          onInput={(event) => setQuery({ f: event.currentTarget.value })}
          onKeyDown={(event) => {
            if (event.key === 'ArrowDown' || event.key === 'Enter') focusList()
          }}
        />
        <ColumnsMenu />
        <button type="button" aria-pressed={paused.value} onClick={togglePause}>
          {paused.value ? `Resume${waiting.value > 0 ? ` (${waiting.value})` : ''}` : 'Pause'}
        </button>
        <button type="button" disabled={rows.value.length === 0} onClick={clear}>
          Clear
        </button>
        {marks > 0 && (
          <button type="button" onClick={() => save([...marked.value])}>
            Save {marks} as {marks === 1 ? 'fixture' : 'fixtures'}
          </button>
        )}
        {pair() !== undefined && (
          <button type="button" class="primary" onClick={comparePair}>
            Compare 2 calls
          </button>
        )}
      </div>
      {(terms.length > 0 || problems.length > 0) && (
        <div class="chips">
          {terms.map(({ text }, at) => (
            <span class="term" key={at}>
              {text}
            </span>
          ))}
          {problems.map((problem) => (
            <span class="term-problem" key={problem} role="alert">
              {problem}
            </span>
          ))}
        </div>
      )}
    </>
  )
}

function comparePair(): void {
  const two = pair()
  if (two !== undefined) compare(...two)
}

function focusList(): void {
  document.querySelector<HTMLElement>('[role="grid"] [tabindex="0"]')?.focus()
}

/** Opens the next or previous call from anywhere on the screen. */
function step(by: number): void {
  const all = shown.value
  const at = all.findIndex(({ id }) => id === selectedId.value)
  const next = all[at === -1 ? 0 : Math.min(all.length - 1, Math.max(0, at + by))]
  if (next !== undefined) open(next.id)
}
