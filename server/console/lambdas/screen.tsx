import { useEffect, useState } from 'preact/hooks'
import { duration, plural } from '../format.ts'
import { Code } from '../parts/code.tsx'
import { Failed, Loading } from '../parts/states.tsx'
import { href, route } from '../route.ts'
import { settings } from '../server-state.ts'
import { keepInTab, keptInTab } from '../storage.ts'
import { rows } from '../live/calls.ts'
import { invoke, listFunctions } from './invoke.ts'
import type { LambdaFunction, Outcome } from './invoke.ts'

/** The functions of this server: invoked as Lambda does it, with their log and their calls to Bedrock. */
export function Screen() {
  const [functions, setFunctions] = useState<readonly LambdaFunction[] | undefined>(undefined)
  const [error, setError] = useState<unknown>(undefined)
  const off = settings.value['lambdas'] === 'none'
  const load = () => {
    setError(undefined)
    listFunctions().then(setFunctions, setError)
  }
  useEffect(() => {
    if (!off) load()
  }, [off])
  const name = route.value.path[1]
  const chosen = functions?.find(({ FunctionName }) => FunctionName === name)
  return (
    <div class="screen lambdas">
      <h1>Lambda functions</h1>
      {off ? (
        <p>
          This server runs no functions. Start it without <code>--lambdas none</code>, or with{' '}
          <code>--lambdas &lt;folder&gt;</code> for your own.
        </p>
      ) : error !== undefined ? (
        <Failed error={error} retry={load} />
      ) : functions === undefined ? (
        <Loading what="the functions" />
      ) : (
        <div class="lambda-body">
          <ul class="files" aria-label="Functions">
            {functions.map(({ FunctionName, Runtime }) => (
              <li key={FunctionName}>
                <a
                  href={href(['lambdas', FunctionName])}
                  aria-current={FunctionName === name ? 'true' : undefined}
                >
                  <span class="file-path">{FunctionName}</span>
                  <span class="dim">{Runtime}</span>
                </a>
              </li>
            ))}
          </ul>
          {functions.length === 0 && <p class="dim">The folder holds no functions.</p>}
          {name !== undefined && chosen === undefined && <p>There is no function {name}.</p>}
          {chosen !== undefined && <Function key={chosen.FunctionName} fn={chosen} />}
          {name === undefined && functions.length > 0 && <p class="dim">Choose a function.</p>}
        </div>
      )}
    </div>
  )
}

const EVENT = '{\n  "prompt": "What is Amazon Bedrock?"\n}'

function Function({ fn }: { fn: LambdaFunction }) {
  const key = `event.${fn.FunctionName}`
  const [event, setEvent] = useState(keptInTab(key) ?? EVENT)
  const [running, setRunning] = useState<AbortController | undefined>(undefined)
  const [outcomes, setOutcomes] = useState<readonly Outcome[]>([])
  const [error, setError] = useState<unknown>(undefined)
  const run = async (times: number) => {
    keepInTab(key, event)
    setError(undefined)
    setOutcomes([])
    const controller = new AbortController()
    setRunning(controller)
    try {
      for (let n = 0; n < times; n++) {
        const outcome = await invoke(fn.FunctionName, event, controller.signal)
        setOutcomes((before) => [...before, outcome])
      }
    } catch (thrown) {
      setError(controller.signal.aborted ? new Error('Stopped: the page waits no longer.') : thrown)
    } finally {
      setRunning(undefined)
    }
  }
  const last = outcomes.at(-1)
  return (
    <section class="lambda" aria-label={fn.FunctionName}>
      <h2>{fn.FunctionName}</h2>
      <p class="dim">
        {fn.Description} {fn.Runtime}, {fn.Timeout} s, {fn.MemorySize} MB
      </p>
      <form
        class="answer-form"
        onSubmit={(submitted) => {
          submitted.preventDefault()
          void run(1)
        }}
      >
        <label class="stacked">
          Event
          <textarea
            rows={5}
            spellcheck={false}
            value={event}
            onInput={(input) => setEvent(input.currentTarget.value)}
          />
        </label>
        <p class="card-actions">
          <button type="submit" class="primary" disabled={running !== undefined}>
            Invoke
          </button>
          <button type="button" disabled={running !== undefined} onClick={() => void run(5)}>
            Invoke × 5
          </button>
          <button type="button" disabled={running === undefined} onClick={() => running?.abort()}>
            Stop
          </button>
          <a
            class="button"
            href={`/_lambda/${encodeURIComponent(fn.FunctionName)}/`}
            target="_blank"
            rel="noopener"
          >
            Function URL
          </a>
        </p>
      </form>
      {running !== undefined && (
        <p class="dim" role="status">
          Running …
        </p>
      )}
      {error !== undefined && <Failed error={error} />}
      {outcomes.length > 1 && (
        <p>
          {plural(outcomes.length, 'call')}: {outcomes.map(({ ms }) => duration(ms)).join(', ')}
        </p>
      )}
      {last !== undefined && <Result outcome={last} />}
    </section>
  )
}

function Result({ outcome }: { outcome: Outcome }) {
  const { status, ms, failed, payload, log, startedAt } = outcome
  const calls = rows.value.filter(({ at }) => at >= startedAt && at <= startedAt + ms + 50)
  return (
    <div role="status" aria-label="Result">
      <p>
        <strong class={failed === undefined ? undefined : 'bad'}>
          {failed === undefined ? `result ${status}` : `the function failed: ${failed}`}
        </strong>{' '}
        in {duration(ms)}
        {log.includes('Init Duration') ? ', cold start' : ''}
      </p>
      <Code text={payload} label="Result of the function" copy="result" />
      <h3>Log</h3>
      <Code text={log === '' ? 'The function wrote nothing.' : log} label="Log" />
      <p>
        Calls to Bedrock meanwhile: {calls.length}{' '}
        {calls.map(({ id, operation }) => (
          <a key={id} class="quiet-link" href={href(['live'], { id })}>
            {operation}
          </a>
        ))}
      </p>
    </div>
  )
}
