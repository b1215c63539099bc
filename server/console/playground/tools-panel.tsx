import { useMemo, useState } from 'preact/hooks'
import { Editor } from '../editor/editor.tsx'
import { jsonMarks } from '../editor/json-marks.ts'
import { tools } from './chat.ts'
import { EXAMPLES, namesIn, NO_TOOLS } from './tools.ts'
import type { Tools } from './tools.ts'

/** The tools that a model may call, in Converse's format. */
export function ToolsPanel() {
  const { text, choice } = tools.value
  const names = namesIn(text)
  const [revision, setRevision] = useState(0)
  const marks = useMemo(() => (text.trim() === '' ? undefined : jsonMarks(text)), [text])
  const replace = (by: Tools) => {
    tools.value = by
    setRevision(revision + 1)
  }
  const choices = ['auto', 'any', ...(names ?? []).map((name) => `tool:${name}`)]
  return (
    <section class="parameters" aria-label="Tools">
      <p class="presets" role="group" aria-label="Examples">
        {EXAMPLES.map((example) => (
          <button
            key={example.name}
            type="button"
            onClick={() => replace({ text: example.text, choice: '' })}
          >
            {example.name}
          </button>
        ))}
        <button type="button" onClick={() => replace(NO_TOOLS)}>
          Remove tools
        </button>
      </p>
      <Editor
        label="Tools as JSON"
        value={text}
        revision={revision}
        marks={marks}
        onInput={(next) => (tools.value = { ...tools.value, text: next })}
      />
      {names === undefined && <p class="bad">This is not a JSON array.</p>}
      <label class="stacked">
        Tool choice
        <select
          value={choice}
          onChange={(event) =>
            (tools.value = { ...tools.value, choice: event.currentTarget.value })
          }
        >
          <option value="">Not sent</option>
          {choices.map((one) => (
            <option key={one} value={one}>
              {one.replace(/^tool:/, 'only ')}
            </option>
          ))}
          {choice !== '' && !choices.includes(choice) && <option value={choice}>{choice}</option>}
        </select>
      </label>
      {names?.map((name) => (
        <label key={name} class="stacked">
          Stub for {name}
          <textarea
            rows={2}
            placeholder="Initial result: text or JSON"
            value={tools.value.stubs?.[name] ?? ''}
            onInput={(event) => {
              const stubs = { ...tools.value.stubs, [name]: event.currentTarget.value }
              tools.value = { ...tools.value, stubs }
            }}
          />
        </label>
      ))}
      <p class="dim">When the model calls a tool, enter its result below the answer.</p>
    </section>
  )
}
