import { signal, useSignalEffect } from '@preact/signals'
import { useState } from 'preact/hooks'
import { toast } from '../parts/toast.tsx'
import { describeMode, health, settings } from '../server-state.ts'
import { sentenceOf } from '../wire/admin.ts'
import { bearerKey, costsMoney, maySpend } from '../wire/runtime.ts'
import { columns, parameters, prompt, running, single } from './chat.ts'
import { Consent } from './consent.tsx'
import { runLabel } from './cost.ts'
import { Files, takeFiles } from './files.tsx'
import { countSoon, estimate } from './price.ts'
import { limited } from './request.ts'
import { questionNow, run, stop } from './run.ts'

const asking = signal(false)

export function Composer() {
  useSignalEffect(countSoon)
  const needsKey = settings.value['auth'] !== undefined && settings.value['auth'] !== 'none'
  const start = () => {
    if (running.value || questionNow().length === 0) return
    if (costsMoney()) limitTokens()
    if (costsMoney() && !maySpend.value) {
      asking.value = true
      return
    }
    begin()
  }
  return (
    <form
      class="composer"
      onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => takeTransfer(event, event.dataTransfer)}
      onPaste={(event) => takeTransfer(event, event.clipboardData)}
      onSubmit={(event) => {
        event.preventDefault()
        start()
      }}
    >
      {needsKey && <BearerKey />}
      <div class="composer-row">
        <textarea
          aria-label="Prompt"
          rows={2}
          placeholder={
            columns.value.length > 1
              ? 'Ask all models'
              : single.value
                ? 'Ask a single question'
                : 'Ask the model'
          }
          value={prompt.value}
          onInput={(event) => (prompt.value = event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
              event.preventDefault()
              start()
            } else if (event.key === 'Escape') stop()
          }}
        />
        <button type="submit" class="primary" disabled={running.value} title="Ctrl Enter">
          {runLabel(estimate.value)}
        </button>
        <button type="button" disabled={!running.value} onClick={() => stop()} title="Esc">
          Stop
        </button>
      </div>
      <Files />
      <p class="dim composer-note composer-mode">
        {health.value && describeMode(health.value.mode)}
      </p>
      {asking.value && (
        <Consent cost={estimate.value} onClose={() => (asking.value = false)} onAgree={begin} />
      )}
    </form>
  )
}

/** Every call that costs money has a limit. */
function limitTokens(): void {
  parameters.value = limited(parameters.value)
  columns.value = columns.value.map((column) =>
    column.parameters === undefined
      ? column
      : { ...column, parameters: limited(column.parameters) },
  )
}

/** Files that are pasted or dropped go with the next question. */
function takeTransfer(event: Event, transfer: DataTransfer | null): void {
  if (transfer === null || transfer.files.length === 0) return
  event.preventDefault()
  void takeFiles(transfer.files)
}

function begin(): void {
  try {
    run()
  } catch (thrown) {
    toast(sentenceOf(thrown))
  }
}

/** This page cannot sign requests, so it sends a bearer key if the server checks credentials. */
function BearerKey() {
  const [value, setValue] = useState(bearerKey.value ?? '')
  return (
    <label class="bearer">
      Bearer key{' '}
      <input
        type="password"
        autocomplete="off"
        value={value}
        placeholder="This server checks credentials. Enter a key from keys.bearerKeys."
        onInput={(event) => {
          setValue(event.currentTarget.value)
          bearerKey.value = event.currentTarget.value || undefined
        }}
      />
    </label>
  )
}
