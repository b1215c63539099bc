import { useEffect, useRef, useState } from 'preact/hooks'
import { headersOf } from '../code/call.ts'
import type { NativeHeaders } from '../code/call.ts'
import { Editor } from '../editor/editor.tsx'
import { jsonMarks } from '../editor/json-marks.ts'
import { parse } from '../live/exchange.ts'
import { cardOf, catalogue } from '../models/state.ts'
import { Dialog } from '../parts/dialog.tsx'
import { Samples } from '../parts/samples.tsx'
import { Failed } from '../parts/states.tsx'
import { route } from '../route.ts'
import { region } from '../server-state.ts'
import { sentenceOf } from '../wire/admin.ts'
import { costsMoney, maySpend } from '../wire/runtime.ts'
import { Consent } from './consent.tsx'
import { runLabel, useCost } from './cost.ts'
import { hintFor } from './hints.ts'
import { NativeAnswer } from './native-answer.tsx'
import { invoke } from './native-call.ts'
import type { Outcome } from './native-call.ts'
import { NativeHeaderFields } from './native-headers.tsx'
import { isNative, NativeModels } from './native-models.tsx'
import { tab } from './tabs.ts'

/** The model in the address, if it fits the tab. */
function modelNow(): string {
  const { output, first = '' } = tab.value.native ?? {}
  const named = (route.value.query.get('models') ?? '').split(',')[0] ?? ''
  if (named === '') return first
  const card = catalogue.value && cardOf(named)
  return output === undefined || card === undefined || isNative(output)(card) ? named : first
}

/** InvokeModel: a native body in the format of each model family. */
export function Invoke() {
  const modelId = modelNow()
  const card = cardOf(modelId)
  const [written, setWritten] = useState<string | undefined>(undefined)
  const [headers, setHeaders] = useState<NativeHeaders>({})
  const [streamed, setStreamed] = useState(false)
  const [outcome, setOutcome] = useState<Outcome | undefined>(undefined)
  const [error, setError] = useState<string | undefined>(undefined)
  const [running, setRunning] = useState(false)
  const [api, setApi] = useState(false)
  const [asking, setAsking] = useState(false)
  const stop = useRef<AbortController | undefined>(undefined)
  const [revision, setRevision] = useState(0)
  const template = card?.template
  const begin = () => {
    setWritten(undefined)
    setRevision((last) => last + 1)
  }
  useEffect(begin, [modelId, template])
  useEffect(() => () => stop.current?.abort(), [])
  const body = written ?? (template === undefined ? '{}' : JSON.stringify(template, null, 2))
  const operation = streamed ? 'InvokeModelWithResponseStream' : 'InvokeModel'
  // The template comes with the catalogue.
  const cost = useCost(operation, modelId, catalogue.value && body)
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
      const sent = Object.fromEntries(
        headersOf({ headers }).map(([, name, value]) => [name, value]),
      )
      setOutcome(await invoke({ operation, modelId, body, headers: sent }, stop.current.signal))
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
        <NativeModels modelId={modelId} output={tab.value.native?.output} />
        <label class="check">
          <input type="checkbox" checked={streamed} onChange={() => setStreamed(!streamed)} />
          Stream
        </label>
        <span class="grow" />
        <button type="button" onClick={begin}>
          Reset body
        </button>
        <button type="button" onClick={() => setApi(true)}>
          View API request
        </button>
      </div>
      <div class="invoke-body">
        <div class="invoke-request">
          <Editor
            label="Native body"
            value={body}
            revision={revision}
            marks={jsonMarks(body)}
            onInput={setWritten}
          />
          <NativeHeaderFields headers={headers} onChange={setHeaders} />
        </div>
        <div class="invoke-answer">
          <p class="card-actions">
            <button type="submit" class="primary" disabled={running}>
              {runLabel(cost)}
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
          {outcome !== undefined && <NativeAnswer outcome={outcome} />}
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
                headers,
                url: location.origin,
                region: region.value ?? 'us-east-1',
              }}
            />
          )}
        </Dialog>
      )}
      {asking && (
        <Consent cost={cost} onClose={() => setAsking(false)} onAgree={() => void run()} />
      )}
    </form>
  )
}
