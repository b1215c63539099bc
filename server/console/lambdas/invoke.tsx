import { useState } from 'preact/hooks'
import { Failed } from '../parts/states.tsx'
import { toast } from '../parts/toast.tsx'
import { keepInTab, keptInTab } from '../storage.ts'
import { sentenceOf } from '../wire/admin.ts'
import { invoke, stopCalls } from './api.ts'
import type { LambdaFunction, Outcome, Sample } from './api.ts'
import type { LiveCall } from './calls.ts'
import { CallList, CallView } from './outcome.tsx'

const LAST = 'last'
const EVENT = '{\n  "prompt": "What is Amazon Bedrock?"\n}\n'

interface InvokeProps {
  fn: LambdaFunction
  samples: readonly Sample[]
  calls: readonly LiveCall[]
}

export function Invoke({ fn, samples, calls }: InvokeProps) {
  const key = `event.${fn.name}`
  const lastEvent = keptInTab(key)
  const [event, setEvent] = useState(lastEvent ?? samples[0]?.text ?? EVENT)
  const [running, setRunning] = useState<AbortController | undefined>(undefined)
  const [outcomes, setOutcomes] = useState<readonly Outcome[]>([])
  const [error, setError] = useState<unknown>(undefined)
  const [before, setBefore] = useState<ReadonlySet<string>>(new Set())

  const run = async (times: number) => {
    keepInTab(key, event)
    setError(undefined)
    setOutcomes([])
    setBefore(new Set(calls.map(({ requestId }) => requestId)))
    const controller = new AbortController()
    setRunning(controller)
    try {
      for (let n = 0; n < times && !controller.signal.aborted; n++) {
        const outcome = await invoke(fn.name, event)
        setOutcomes((earlier) => [...earlier, outcome])
      }
    } catch (thrown) {
      setError(thrown)
    } finally {
      setRunning(undefined)
    }
  }
  const dryRun = () => {
    setError(undefined)
    invoke(fn.name, event, { dryRun: true }).then(
      ({ status }) => toast(`Dry run: status ${status}. The function can be invoked; nothing ran.`),
      setError,
    )
  }
  const stop = () => {
    running?.abort()
    stopCalls(fn.name).catch((thrown: unknown) => toast(sentenceOf(thrown)))
  }
  const ownCalls = calls.filter(({ requestId }) => !before.has(requestId))
  const chosen = [
    ...samples,
    ...(lastEvent === undefined ? [] : [{ name: LAST, text: lastEvent }]),
  ].find(({ text }) => text === event)
  return (
    <>
      <form
        class="answer-form"
        onSubmit={(submitted) => {
          submitted.preventDefault()
          void run(1)
        }}
      >
        <label class="check">
          Event
          <select
            value={chosen?.name ?? ''}
            onChange={({ currentTarget: { value } }) => {
              const next =
                value === LAST ? lastEvent : samples.find(({ name }) => name === value)?.text
              if (next !== undefined) setEvent(next)
            }}
          >
            {chosen === undefined && <option value="">Edited below</option>}
            {samples.map(({ name }) => (
              <option key={name} value={name}>
                {name}
              </option>
            ))}
            {lastEvent !== undefined && <option value={LAST}>Last used</option>}
          </select>
        </label>
        <textarea
          aria-label="Event as JSON"
          rows={Math.min(14, event.split('\n').length + 1)}
          spellcheck={false}
          value={event}
          onInput={(input) => setEvent(input.currentTarget.value)}
        />
        <p class="card-actions">
          <button type="submit" class="primary" disabled={running !== undefined}>
            Invoke
          </button>
          <button type="button" disabled={running !== undefined} onClick={() => void run(5)}>
            Invoke 5 times
          </button>
          <button type="button" disabled={running !== undefined} onClick={dryRun}>
            Dry run
          </button>
          <button type="button" disabled={running === undefined} onClick={stop}>
            Stop
          </button>
        </p>
      </form>
      {error !== undefined && <Failed error={error} />}
      {outcomes.length > 1 && <CallList outcomes={outcomes} calls={ownCalls} />}
      <CallView
        fn={fn}
        call={ownCalls.at(-1)}
        outcome={outcomes.at(-1)}
        running={running !== undefined}
      />
    </>
  )
}
