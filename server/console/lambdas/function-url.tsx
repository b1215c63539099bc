import { useState } from 'preact/hooks'
import { duration, plural } from '../format.ts'
import { Lane } from '../parts/lane.tsx'
import { Failed } from '../parts/states.tsx'
import { askUrl, invoke } from './api.ts'
import type { LambdaFunction, Piece, Sample } from './api.ts'
import { requestIn, urlEvent } from './url-request.ts'
import type { UrlRequest } from './url-request.ts'

interface Way {
  pieces: readonly Piece[]
  status?: number
  totalMs?: number
  error?: unknown
}

interface FunctionUrlProps {
  fn: LambdaFunction
  samples: readonly Sample[]
}

/** The same request twice: buffered, and as the function URL sends it. */
export function FunctionUrl({ fn, samples }: FunctionUrlProps) {
  const [request, setRequest] = useState<UrlRequest>(() => requestIn(samples))
  const [running, setRunning] = useState<AbortController | undefined>(undefined)
  const [buffered, setBuffered] = useState<Way | undefined>(undefined)
  const [sent, setSent] = useState<Way | undefined>(undefined)
  const change = (more: Partial<UrlRequest>) => setRequest({ ...request, ...more })

  const run = async () => {
    const controller = new AbortController()
    const { signal } = controller
    setRunning(controller)
    setBuffered({ pieces: [] })
    setSent({ pieces: [] })
    await Promise.all([
      wholly(fn, request, signal).then(setBuffered),
      inPieces(fn, request, setSent, signal),
    ])
    setRunning(undefined)
  }
  const longest = Math.max(buffered?.totalMs ?? 0, sent?.totalMs ?? 0, sent?.pieces.at(-1)?.ms ?? 0)
  return (
    <>
      <form
        class="answer-form"
        onSubmit={(event) => {
          event.preventDefault()
          void run()
        }}
      >
        <fieldset class="url-request">
          <legend class="hidden">Request</legend>
          <label class="stacked">
            Method
            <select
              value={request.method}
              onChange={(event) => change({ method: event.currentTarget.value })}
            >
              {['GET', 'POST', 'PUT', 'DELETE'].map((method) => (
                <option key={method}>{method}</option>
              ))}
            </select>
          </label>
          {(['path', 'query'] as const).map((name) => (
            <label key={name} class="stacked">
              {name === 'path' ? 'Path' : 'Query'}
              <input
                class="mono"
                type="text"
                value={request[name]}
                onInput={(event) => change({ [name]: event.currentTarget.value })}
              />
            </label>
          ))}
        </fieldset>
        {request.method !== 'GET' && (
          <label class="stacked">
            Body
            <textarea
              rows={3}
              spellcheck={false}
              value={request.body}
              onInput={(event) => change({ body: event.currentTarget.value })}
            />
          </label>
        )}
        <p class="card-actions">
          <button type="submit" class="primary" disabled={running !== undefined}>
            Send
          </button>
          <button type="button" disabled={running === undefined} onClick={() => running?.abort()}>
            Stop
          </button>
          <a class="button" href={fn.url} target="_blank" rel="noopener">
            Open URL
          </a>
        </p>
      </form>
      {buffered !== undefined && sent !== undefined && (
        <div class="ways">
          <WayView title="Buffered" way={buffered} longest={longest} />
          <WayView
            title={fn.streams ? 'Streamed' : 'Function URL, buffered'}
            way={sent}
            longest={longest}
          />
        </div>
      )}
    </>
  )
}

function WayView({ title, way, longest }: { title: string; way: Way; longest: number }) {
  const { pieces, status, totalMs, error } = way
  const firstMs = pieces[0]?.ms
  return (
    <section aria-label={title}>
      <h3>{title}</h3>
      <p>
        First byte {duration(firstMs)}, total {duration(totalMs)}
        {status !== undefined && `, ${plural(pieces.length, 'chunk')}, status ${status}`}
      </p>
      <Lane
        firstMs={firstMs}
        totalMs={totalMs}
        atMs={pieces.map(({ ms }) => ms)}
        longest={longest}
      />
      {error !== undefined && <Failed error={error} />}
      <ol class="pieces" aria-label={`Chunks, ${title.toLowerCase()}`}>
        {pieces.slice(0, MAX_SHOWN).map(({ ms, text }, at) => (
          <li key={at}>
            <span class="dim">{duration(ms)}</span> <span>{text}</span>
          </li>
        ))}
      </ol>
      {pieces.length > MAX_SHOWN && (
        <p class="dim">and {plural(pieces.length - MAX_SHOWN, 'more chunk')}</p>
      )}
    </section>
  )
}

const MAX_SHOWN = 200

/** The call of a client that does not stream. */
async function wholly(fn: LambdaFunction, request: UrlRequest, signal: AbortSignal): Promise<Way> {
  try {
    const { payload, ms, status } = await invoke(fn.name, urlEvent(request), { signal })
    return { pieces: [{ ms, text: payload }], totalMs: ms, status }
  } catch (error) {
    return { pieces: [], error: signal.aborted ? 'Stopped.' : error }
  }
}

async function inPieces(
  fn: LambdaFunction,
  request: UrlRequest,
  onWay: (way: Way) => void,
  signal: AbortSignal,
): Promise<void> {
  const before = performance.now()
  const pieces: Piece[] = []
  try {
    const status = await askUrl(
      fn,
      request,
      (piece) => {
        pieces.push(piece)
        onWay({ pieces: [...pieces] })
      },
      signal,
    )
    onWay({ pieces, status, totalMs: performance.now() - before })
  } catch (error) {
    onWay({ pieces, error: signal.aborted ? 'Stopped.' : error })
  }
}
