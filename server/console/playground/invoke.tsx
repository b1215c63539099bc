import { useEffect, useRef, useState } from 'preact/hooks'
import { bytes, duration } from '../format.ts'
import { cardOf, catalogue } from '../models/state.ts'
import type { Card } from '../models/state.ts'
import { Badge } from '../parts/badge.tsx'
import { Code } from '../parts/code.tsx'
import { Dialog } from '../parts/dialog.tsx'
import { Samples } from '../parts/samples.tsx'
import { Failed } from '../parts/states.tsx'
import { Tree } from '../parts/tree.tsx'
import { href, route, setQuery } from '../route.ts'
import { region } from '../server-state.ts'
import { sentenceOf } from '../wire/admin.ts'
import { readFrames } from '../wire/frames.ts'
import { costsMoney, errorType, maySpend, messageIn, requestId, send } from '../wire/runtime.ts'
import { parse } from '../live/exchange.ts'
import { hintFor } from './hints.ts'
import { AsConverse } from './as-converse.tsx'
import { imagesIn } from './images.ts'

interface Outcome {
  requestId: string
  source: string
  fixture?: string
  ms: number
  /** The body, or one chunk a line. */
  text: string
  chunks?: readonly unknown[]
}

const FIRST = 'amazon.nova-micro-v1:0'

/** InvokeModel: a native body, as each family of models takes it. */
export function Invoke() {
  const modelId = (route.value.query.get('models') ?? '').split(',')[0] || FIRST
  const card = cardOf(modelId)
  const [written, setWritten] = useState<string | undefined>(undefined)
  const [streamed, setStreamed] = useState(false)
  const [outcome, setOutcome] = useState<Outcome | undefined>(undefined)
  const [error, setError] = useState<string | undefined>(undefined)
  const [running, setRunning] = useState(false)
  const [api, setApi] = useState(false)
  const [asking, setAsking] = useState(false)
  const stop = useRef<AbortController | undefined>(undefined)
  useEffect(() => setWritten(undefined), [modelId])
  useEffect(() => () => stop.current?.abort(), [])
  const body =
    written ?? (card?.template === undefined ? '{}' : JSON.stringify(card.template, null, 2))
  const operation = streamed ? 'InvokeModelWithResponseStream' : 'InvokeModel'
  const run = async () => {
    if (costsMoney() && !maySpend.value) {
      setAsking(true)
      return
    }
    stop.current = new AbortController()
    setRunning(true)
    setError(undefined)
    setOutcome(undefined)
    try {
      setOutcome(await invoke({ operation, modelId, body }, stop.current.signal))
    } catch (thrown) {
      setError(stop.current.signal.aborted ? 'Stopped.' : sentenceOf(thrown))
    } finally {
      setRunning(false)
    }
  }
  return (
    <form
      class="invoke"
      onSubmit={(event) => {
        event.preventDefault()
        void run()
      }}
    >
      <div class="toolbar">
        <NativeModels modelId={modelId} />
        <label class="check">
          <input type="checkbox" checked={streamed} onChange={() => setStreamed(!streamed)} />
          Stream
        </label>
        <span class="grow" />
        <button type="button" onClick={() => setWritten(undefined)}>
          Reset body
        </button>
        <button type="button" onClick={() => setApi(true)}>
          View API request
        </button>
      </div>
      <div class="invoke-body">
        <label class="stacked">
          Native body
          <textarea
            rows={16}
            spellcheck={false}
            value={body}
            onInput={(event) => setWritten(event.currentTarget.value)}
          />
        </label>
        <div class="invoke-answer">
          <p class="card-actions">
            <button type="submit" class="primary" disabled={running}>
              {costsMoney() ? 'Ask the real Bedrock' : 'Run'}
            </button>
            <button type="button" disabled={!running} onClick={() => stop.current?.abort()}>
              Stop
            </button>
          </p>
          {error !== undefined && (
            <div class="refusal" role="alert">
              <p class="bad pre">{error}</p>
              <p>{hintFor(error)}</p>
            </div>
          )}
          {outcome !== undefined && <Answer outcome={outcome} />}
        </div>
      </div>
      {api && (
        <Dialog title="View API request" onClose={() => setApi(false)} wide>
          {parse(body) === undefined ? (
            <Failed error={new Error('The body is not valid JSON.')} />
          ) : (
            <Samples
              call={{
                operation,
                modelId,
                body: parse(body),
                url: location.origin,
                region: region.value ?? 'us-east-1',
              }}
            />
          )}
        </Dialog>
      )}
      {asking && (
        <Dialog title="This costs money" onClose={() => setAsking(false)}>
          <p>This call goes to the real Bedrock, on the account of the server’s credentials.</p>
          <button
            type="button"
            class="primary"
            onClick={() => {
              maySpend.value = true
              setAsking(false)
              void run()
            }}
          >
            Ask the real Bedrock
          </button>
        </Dialog>
      )}
    </form>
  )
}

const invokable = ({ operations, template, here }: Card): boolean =>
  here && template !== undefined && operations.includes('InvokeModel')

/** Every model with a native body, by provider. */
function NativeModels({ modelId }: { modelId: string }) {
  const cards = (catalogue.value?.models ?? []).filter(invokable)
  const providers = [...new Set(cards.map(({ provider }) => provider))].toSorted((a, b) =>
    a.localeCompare(b),
  )
  const known = cards.some(({ id }) => id === modelId)
  return (
    <select
      class="model-choice"
      aria-label="Model"
      value={modelId}
      onChange={(event) => setQuery({ models: event.currentTarget.value })}
    >
      {!known && <option value={modelId}>{modelId}</option>}
      {providers.map((provider) => (
        <optgroup key={provider} label={provider}>
          {cards
            .filter((card) => card.provider === provider)
            .map(({ id }) => (
              <option key={id} value={id}>
                {id}
              </option>
            ))}
        </optgroup>
      ))}
    </select>
  )
}

function Answer({ outcome }: { outcome: Outcome }) {
  const { source, fixture, ms, text, chunks } = outcome
  const body = parse(text)
  return (
    <div role="status" aria-label="Answer">
      <p class="call-line">
        <Badge of={{ source, fixture }} link />
        <span>{duration(ms)}</span>
        <span class="dim">{bytes(text.length)}</span>
        <a class="quiet-link" href={href(['live'], { id: outcome.requestId })}>
          In Live
        </a>
      </p>
      {imagesIn(body).map((url, at) => (
        <img key={at} class="answer-image" src={url} alt={`Image ${at + 1} of the answer`} />
      ))}
      {chunks !== undefined ? (
        <Tree value={chunks} label="Chunks of the answer" />
      ) : body === undefined ? (
        <Code text={text} label="Answer" copy="answer" />
      ) : (
        <Tree value={body} label="Native answer" />
      )}
      <AsConverse key={outcome.requestId} id={outcome.requestId} />
    </div>
  )
}

async function invoke(
  call: { operation: string; modelId: string; body: string },
  aborted: AbortSignal,
): Promise<Outcome> {
  const startedAt = performance.now()
  const response = await send(call, aborted)
  const fixture = response.headers.get('x-bedrock-local-fixture')
  const known = {
    requestId: requestId(response),
    source: response.headers.get('x-bedrock-local-source') ?? 'unknown',
    ...(fixture !== null && { fixture: decodeURIComponent(fixture) }),
  }
  if (!response.ok) throw new Error(`${errorType(response)}: ${messageIn(await response.text())}`)
  if (call.operation === 'InvokeModel' || response.body === null) {
    const text = await response.text()
    return { ...known, text, ms: performance.now() - startedAt }
  }
  const chunks: unknown[] = []
  let length = ''
  for await (const { kind, type, payload } of readFrames(response.body)) {
    if (kind !== 'event') throw new Error(`${type}: ${messageIn(payload)}`)
    const text = nativeText(payload)
    length += text
    chunks.push(parse(text) ?? text)
  }
  return { ...known, text: length, chunks, ms: performance.now() - startedAt }
}

/** A chunk's own JSON travels as base64. */
function nativeText(payload: string): string {
  const { bytes: base64 = '' } = (parse(payload) ?? {}) as { bytes?: string }
  const raw = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))
  return new TextDecoder().decode(raw)
}
