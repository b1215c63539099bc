import { useEffect, useState } from 'preact/hooks'
import type { Exchange } from '../../journal/types.ts'
import type { Place } from '../editor/editor.tsx'
import { Dialog } from '../parts/dialog.tsx'
import { useChecked } from '../parts/fixture-check.tsx'
import { FixtureText } from '../parts/fixture-text.tsx'
import { Failed, Loading } from '../parts/states.tsx'
import { toast } from '../parts/toast.tsx'
import { admin } from '../wire/admin.ts'
import { fixtureSaved } from './first-run.tsx'
import { replay } from './state.ts'

interface Draft {
  path: string
  conditions: readonly { name: string; yaml: string }[]
  answer: string
}

const MATCH = 'match:\n'

/** Writes a fixture for calls like an earlier one: checked while typing, saved, and tried at once. */
export function AnswerDialog({ exchange, onClose }: { exchange: Exchange; onClose(): void }) {
  const [draft, setDraft] = useState<Draft | undefined>(undefined)
  const [error, setError] = useState<unknown>(undefined)
  const load = () => {
    setError(undefined)
    admin<Draft>('/fixtures/draft', { method: 'POST', body: { id: exchange.id } }).then(
      setDraft,
      setError,
    )
  }
  useEffect(load, [exchange.id])
  return (
    <Dialog title="Answer calls like this" onClose={onClose} wide>
      {error !== undefined && <Failed error={error} retry={load} />}
      {draft === undefined && error === undefined && <Loading what="the draft" />}
      {draft !== undefined && <Editor draft={draft} exchange={exchange} onClose={onClose} />}
    </Dialog>
  )
}

interface EditorProps {
  draft: Draft
  exchange: Exchange
  onClose(): void
}

function Editor({ draft, exchange, onClose }: EditorProps) {
  const [path, setPath] = useState(draft.path)
  const [text, setText] = useState(
    () => MATCH + draft.conditions.map(({ yaml }) => yaml).join('') + draft.answer,
  )
  const [failed, setFailed] = useState<unknown>(undefined)
  const [saving, setSaving] = useState(false)
  const checked = useChecked(text, path)
  const [revision, setRevision] = useState(0)
  const toggle = (yaml: string) => {
    setText(toggled(text, yaml))
    setRevision(revision + 1)
  }
  const errors = checked?.problems.filter(({ severity }) => severity === 'error') ?? []
  const save = async () => {
    setSaving(true)
    setFailed(undefined)
    try {
      await admin(`/files/${encodeURIComponent(path)}`, { method: 'PUT', body: { text } })
      toast(`Saved ${path}. It now answers matching calls.`)
      fixtureSaved(exchange.id)
      onClose()
      await replay(exchange)
    } catch (thrown) {
      setFailed(thrown)
    } finally {
      setSaving(false)
    }
  }
  return (
    <form
      class="answer-form"
      onSubmit={(event) => {
        event.preventDefault()
        void save()
      }}
      onKeyDown={(event) => {
        if (!(event.ctrlKey || event.metaKey) || !/^(?:s|Enter)$/.test(event.key)) return
        event.preventDefault()
        if (errors.length === 0) void save()
      }}
    >
      <fieldset class="choice">
        <legend>Match calls with the same</legend>
        {draft.conditions.map(({ name, yaml }) => (
          <label key={name} class="check">
            <input type="checkbox" checked={text.includes(yaml)} onChange={() => toggle(yaml)} />
            {name}
          </label>
        ))}
      </fieldset>
      <FixtureText
        path={path}
        text={text}
        revision={revision}
        checked={checked}
        begin={placeholderIn(text)}
        onInput={setText}
      />
      <label class="stacked">
        File
        <input
          class="mono"
          type="text"
          value={path}
          onInput={(event) => setPath(event.currentTarget.value)}
        />
      </label>
      {failed !== undefined && <Failed error={failed} />}
      <p>
        <button type="submit" class="primary" disabled={saving || errors.length > 0} title="Ctrl S">
          Save and replay
        </button>
      </p>
    </form>
  )
}

const PLACEHOLDER = 'Write the answer here.'

/** Selected, so that typing replaces it. */
function placeholderIn(text: string): Place {
  const lines = text.split('\n')
  const at = lines.findIndex((line) => line.includes(PLACEHOLDER))
  if (at === -1) return { line: 1 }
  const column = (lines[at]?.indexOf(PLACEHOLDER) ?? 0) + 1
  return { line: at + 1, column, length: PLACEHOLDER.length }
}

/** Takes a condition out, or puts it back as the first one. */
function toggled(text: string, yaml: string): string {
  if (text.includes(yaml)) return text.replace(yaml, () => '')
  return text.includes(MATCH) ? text.replace(MATCH, () => MATCH + yaml) : MATCH + yaml + text
}
