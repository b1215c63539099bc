import { tools } from './chat.ts'
import { EXAMPLES, namesIn, NO_TOOLS } from './tools.ts'

/** The tools that a model may call, in Converse's own form; their results are written by hand. */
export function ToolsPanel() {
  const { text, choice } = tools.value
  const names = namesIn(text)
  const choices = ['auto', 'any', ...(names ?? []).map((name) => `tool:${name}`)]
  return (
    <section class="parameters" aria-label="Tools">
      <p class="presets" role="group" aria-label="Examples">
        {EXAMPLES.map((example) => (
          <button
            key={example.name}
            type="button"
            onClick={() => (tools.value = { text: example.text, choice: '' })}
          >
            {example.name}
          </button>
        ))}
        <button type="button" onClick={() => (tools.value = NO_TOOLS)}>
          None
        </button>
      </p>
      <label class="stacked">
        Tools as JSON
        <textarea
          rows={16}
          spellcheck={false}
          placeholder='[{ "toolSpec": { "name": ..., "inputSchema": { "json": {} } } }]'
          value={text}
          onInput={(event) => (tools.value = { ...tools.value, text: event.currentTarget.value })}
        />
      </label>
      {names === undefined && <p class="bad">This is not a list in JSON yet.</p>}
      <label class="stacked">
        Tool choice
        <select
          value={choice}
          onChange={(event) =>
            (tools.value = { ...tools.value, choice: event.currentTarget.value })
          }
        >
          <option value="">not sent</option>
          {choices.map((one) => (
            <option key={one} value={one}>
              {one.replace(/^tool:/, 'only ')}
            </option>
          ))}
          {choice !== '' && !choices.includes(choice) && <option value={choice}>{choice}</option>}
        </select>
      </label>
      <p class="dim">When the model calls a tool, its result is asked for below the answer.</p>
    </section>
  )
}
