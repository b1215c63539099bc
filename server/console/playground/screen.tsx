import { useEffect, useState } from 'preact/hooks'
import { bind } from '../keys.ts'
import { catalogue, failure, loadModels } from '../models/state.ts'
import { Failed } from '../parts/states.tsx'
import { toast } from '../parts/toast.tsx'
import { route, setQuery } from '../route.ts'
import { admin, sentenceOf } from '../wire/admin.ts'
import { OWN_SESSION, sessionOfCalls } from '../wire/runtime.ts'
import type { Exchange } from '../../journal/types.ts'
import {
  changeColumn,
  clearConversation,
  columns,
  extra,
  lastModel,
  MAX_COLUMNS,
  nextId,
  prompt,
  running,
  setModels,
  streams,
  system,
  takeConversation,
} from './chat.ts'
import { ApiChoice } from './api-choice.tsx'
import { Composer } from './composer.tsx'
import { WaitingConsent } from './consent.tsx'
import { ColumnView } from './column.tsx'
import { ApiRequest } from './api-request.tsx'
import { PANELS } from './panels.ts'
import type { PanelName } from './panels.ts'
import { stop } from './run.ts'
import { openCall } from './open-call.ts'
import { Invoke } from './invoke.tsx'
import { hrefOf, tab, TABS } from './tabs.ts'

export function Screen() {
  const { name, native } = tab.value
  const session = sessionOfCalls()
  return (
    <div class="screen playground">
      <h1 class="hidden">Playground</h1>
      <nav class="sub-navigation playground-tabs" aria-label="Playground">
        {TABS.map((one) => (
          <a
            key={one.name}
            href={hrefOf(one)}
            aria-current={one.name === name ? 'page' : undefined}
          >
            {one.label}
          </a>
        ))}
      </nav>
      {failure.value !== undefined && (
        <Failed error={failure.value} retry={() => void loadModels()} />
      )}
      {session !== OWN_SESSION && (
        <p class="dim playground-session">
          Calls from here belong to the session <b>{session}</b> and advance its sequences and
          counters.
        </p>
      )}
      {native === undefined ? <Chat /> : <Native key={name} />}
    </div>
  )
}

function Native() {
  useEffect(() => {
    if (catalogue.value === undefined) void loadModels()
  }, [])
  return <Invoke />
}

function Chat() {
  const [panel, setPanel] = useState<PanelName | undefined>(undefined)
  const [api, setApi] = useState(false)
  useEffect(begin, [])
  const models = route.value.query.get('models') ?? ''
  useEffect(() => {
    if (models !== '') setModels(models.split(',').filter(Boolean))
    else if (columns.value.length === 0) setModels([lastModel()])
  }, [models])
  // Leaving the page stops everything.
  useEffect(() => () => stop(), [])
  useEffect(() => bind([{ key: 'Escape', description: 'Stop all answers', run: () => stop() }]), [])
  const Panel = panel && PANELS[panel].View
  return (
    <div class="chat">
      <div class="toolbar">
        <span class="grow" />
        <button type="button" disabled={columns.value.length >= MAX_COLUMNS} onClick={addModel}>
          Add model
        </button>
        <label class="check">
          <input
            type="checkbox"
            checked={streams.value}
            onChange={(event) => (streams.value = event.currentTarget.checked)}
          />
          Stream
        </label>
        <ApiChoice />
        <button
          type="button"
          onClick={compareStreaming}
          title="The same model, streamed and not streamed"
        >
          Compare streaming
        </button>
        {(Object.keys(PANELS) as PanelName[]).map((name) => (
          <button
            key={name}
            type="button"
            aria-expanded={panel === name}
            onClick={() => setPanel(panel === name ? undefined : name)}
          >
            {PANELS[name].label()}
          </button>
        ))}
        <button type="button" onClick={() => setApi(true)}>
          View API request
        </button>
        <button type="button" disabled={running.value} onClick={clearConversation}>
          New chat
        </button>
      </div>
      <div class="system">
        <label>
          <span class="dim">System prompt</span>
          <textarea
            aria-label="System prompt"
            rows={1}
            value={system.value}
            placeholder="For example: You are a cybersecurity professional."
            onInput={(event) => (system.value = event.currentTarget.value)}
          />
        </label>
      </div>
      <ExtraMembers />
      <div class="playground-body" data-panel={panel}>
        <Columns />
        {Panel !== undefined && <Panel />}
      </div>
      <Composer />
      <WaitingConsent />
      {api && <ApiRequest onClose={() => setApi(false)} />}
    </div>
  )
}

function begin(): void {
  takeConversation()
  const loaded = catalogue.value === undefined ? loadModels() : Promise.resolve()
  const { query } = route.value
  const text = query.get('prompt')
  // A link fills it in; nothing is sent before the user clicks.
  if (text !== null) prompt.value = text
  const from = query.get('from')
  if (from !== null) void takeCall(from, loaded)
}

async function takeCall(id: string, loaded: Promise<void>): Promise<void> {
  try {
    const path = `/journal/${encodeURIComponent(id)}`
    const [call] = await Promise.all([admin<Exchange>(path), loaded])
    openCall(call)
    // Once: a reload must not replace what came after it.
    namesInAddress()
  } catch (thrown) {
    toast(sentenceOf(thrown))
  }
}

function namesInAddress(): void {
  setQuery({ models: columns.value.map(({ modelId }) => modelId).join(','), from: undefined })
}

function addModel(): void {
  const used = new Set(columns.value.map(({ modelId }) => modelId))
  const next = ['amazon.nova-lite-v1:0', 'amazon.nova-micro-v1:0', 'amazon.nova-pro-v1:0'].find(
    (id) => !used.has(id),
  )
  columns.value = [...columns.value, { id: nextId(), modelId: next ?? lastModel(), turns: [] }]
  namesInAddress()
}

/** The exercise of the guides: one model, whole and streamed, side by side. */
function compareStreaming(): void {
  const modelId = columns.value[0]?.modelId ?? lastModel()
  columns.value = [
    { id: nextId(), modelId, stream: false, turns: [] },
    { id: nextId(), modelId, stream: true, turns: [] },
  ]
}

function Columns() {
  const [selected, setSelected] = useState(0)
  const all = columns.value
  const at = Math.min(selected, all.length - 1)
  return (
    <div class="columns">
      {all.length > 1 && (
        <div class="column-tabs narrow-only" role="group" aria-label="Models">
          {all.map((column, index) => (
            <button
              key={column.id}
              type="button"
              aria-pressed={index === at}
              onClick={() => setSelected(index)}
            >
              {index + 1}
            </button>
          ))}
        </div>
      )}
      <div class="column-row">
        {all.map((column, index) => (
          <ColumnView
            key={column.id}
            column={column}
            number={all.length > 1 ? index + 1 : undefined}
            shown={index === at}
            onModel={(modelId) => {
              changeColumn(column.id, (one) => ({ ...one, modelId }))
              namesInAddress()
            }}
            onRemove={
              all.length > 1
                ? () => {
                    stop(column.id)
                    columns.value = columns.value.filter(({ id }) => id !== column.id)
                    namesInAddress()
                  }
                : undefined
            }
          />
        ))}
      </div>
    </div>
  )
}

/** Members of a call without a field here: they are sent along, and can be removed. */
function ExtraMembers() {
  const names = Object.keys(extra.value)
  if (names.length === 0) return null
  return (
    <p class="chips">
      Also sent from the original call:{' '}
      {names.map((name) => (
        <span class="term" key={name}>
          {name}
        </span>
      ))}
      <button type="button" class="quiet" onClick={() => (extra.value = {})}>
        Remove
      </button>
    </p>
  )
}
