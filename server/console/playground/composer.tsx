import { computed, signal } from '@preact/signals'
import { useState } from 'preact/hooks'
import { dollars } from '../format.ts'
import { cardOf, catalogue } from '../models/state.ts'
import { Dialog } from '../parts/dialog.tsx'
import { toast } from '../parts/toast.tsx'
import { settings, health } from '../server-state.ts'
import { sentenceOf } from '../wire/admin.ts'
import { bearerKey, costsMoney, maySpend } from '../wire/runtime.ts'
import { answers } from './apis/index.ts'
import {
  api,
  columns,
  files,
  parameters,
  parametersOf,
  prompt,
  running,
  sentBefore,
  single,
} from './chat.ts'
import { textOf } from './blocks.ts'
import { ACCEPTED, readFile } from './images.ts'
import type { Parameters } from './request.ts'
import { questionNow, run, stop } from './run.ts'

const asking = signal(false)

/** A token is about four characters of English. */
const CHARACTERS = 4
const DEFAULT_MAX_TOKENS = 512

/** What one click would cost at most, estimated from the prices of the catalogue. */
const estimate = computed<number | undefined>(() => {
  if (catalogue.value === undefined) return undefined
  let sum = 0
  for (const column of columns.value) {
    const { modelId, turns } = column
    const most = Number(parametersOf(column).maxTokens || DEFAULT_MAX_TOKENS)
    const price = cardOf(modelId)?.price
    if (price === undefined) return undefined
    const sent =
      sentBefore(turns, [])
        .map(({ content }) => textOf(content))
        .join('').length + prompt.value.length
    sum += ((sent / CHARACTERS) * price.input + most * price.output) / 1_000_000
  }
  return sum
})

export function Composer() {
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
                ? 'Ask once'
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
          {runLabel()}
        </button>
        <button type="button" disabled={!running.value} onClick={() => stop()} title="Esc">
          Stop
        </button>
      </div>
      <Files />
      <p class="dim composer-note">{note()}</p>
      {asking.value && <Consent />}
    </form>
  )
}

const limited = (given: Parameters): Parameters =>
  given.maxTokens === '' ? { ...given, maxTokens: String(DEFAULT_MAX_TOKENS) } : given

/** No call that costs money is without a limit. */
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

async function takeFiles(list: FileList | null): Promise<void> {
  for (const file of list ?? [])
    try {
      const { kind, format, name, base64 } = await readFile(file)
      const source = { bytes: base64 }
      const block =
        kind === 'image' ? { image: { format, source } } : { document: { format, name, source } }
      files.value = [...files.value, block]
    } catch (thrown) {
      toast(sentenceOf(thrown))
    }
}

/** Images and documents that go with the next question. */
function Files() {
  return (
    <div class="file-list-row">
      <label class="button">
        Add files
        <input
          class="hidden"
          type="file"
          multiple
          accept={ACCEPTED}
          onChange={(event) => {
            const field = event.currentTarget
            void takeFiles(field.files).then(() => (field.value = ''))
          }}
        />
      </label>
      {files.value.map((block, at) => (
        <span class="term" key={at}>
          {block.image !== undefined
            ? `image, ${block.image.format}`
            : block.document !== undefined
              ? `${block.document.name}.${block.document.format}`
              : 'content from the call'}{' '}
          <button
            type="button"
            class="quiet"
            aria-label="Remove this file"
            onClick={() => (files.value = files.value.filter((one) => one !== block))}
          >
            ×
          </button>
        </span>
      ))}
      {refusals().map((sentence) => (
        <span key={sentence} class="warning">
          {sentence}
        </span>
      ))}
    </div>
  )
}

/** Which models do not have the API, or do not take what is attached. */
function refusals(): string[] {
  const hasImage = files.value.some(({ image }) => image !== undefined)
  const hasDocument = files.value.some(({ document }) => document !== undefined)
  return columns.value.flatMap(({ modelId }) => {
    const card = cardOf(modelId)
    if (card === undefined) return []
    return [
      ...(answers(modelId, api.value)
        ? []
        : [`${card.name} does not answer through ${api.value.label}.`]),
      ...(hasImage && !card.input.includes('IMAGE')
        ? [`${card.name} does not accept images.`]
        : []),
      ...(hasDocument && card.features?.['document'] === false
        ? [`${card.name} does not accept documents.`]
        : []),
    ]
  })
}

function runLabel(): string {
  if (!costsMoney()) return 'Run'
  const { value } = estimate
  return `Ask the real Bedrock${value === undefined ? '' : `, about ${dollars(value)}`}`
}

function note(): string {
  switch (health.value?.mode) {
    case 'mock':
      return 'mock mode: free. Calls without a fixture get an invented answer.'
    case 'replay':
      return 'replay mode: free. Only fixtures answer.'
    case 'record':
      return 'record mode: calls without a recording go to the real Bedrock and are recorded.'
    case 'proxy':
      return 'proxy mode: calls go to the real Bedrock.'
    case undefined:
      return ''
  }
}

function begin(): void {
  try {
    run()
  } catch (thrown) {
    toast(sentenceOf(thrown))
  }
}

function close(): void {
  asking.value = false
}

function Consent() {
  const { value } = estimate
  return (
    <Dialog title="This costs money" onClose={close}>
      <p>
        In {health.value?.mode} mode this call goes to the real Bedrock and is billed to the account
        of the server’s credentials.{' '}
        {value === undefined ? 'Its price is not known.' : `It costs about ${dollars(value)}.`}
      </p>
      <p>This tab asks only once. Calls are never retried automatically.</p>
      <button
        type="button"
        class="primary"
        onClick={() => {
          maySpend.value = true
          close()
          begin()
        }}
      >
        Ask the real Bedrock
      </button>
    </Dialog>
  )
}

/** This page cannot sign requests, so it sends a bearer key where the server checks credentials. */
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
