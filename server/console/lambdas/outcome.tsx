import { useEffect, useState } from 'preact/hooks'
import { duration } from '../format.ts'
import { rows } from '../live/calls.ts'
import { Badge } from '../parts/badge.tsx'
import { Code } from '../parts/code.tsx'
import { href } from '../route.ts'
import { SESSION } from './api.ts'
import type { LambdaFunction, Outcome } from './api.ts'
import type { LiveCall } from './calls.ts'
import { errorIn, meaningOf, pretty, reportIn } from './explain.ts'

interface CallListProps {
  outcomes: readonly Outcome[]
  calls: readonly LiveCall[]
}

/** Several calls one after another: the first one is cold. */
export function CallList({ outcomes, calls }: CallListProps) {
  return (
    <table aria-label="Calls">
      <thead>
        <tr>
          <th scope="col">Call</th>
          <th scope="col">Result</th>
          <th scope="col">Round trip</th>
          <th scope="col">Duration</th>
          <th scope="col">Start</th>
        </tr>
      </thead>
      <tbody>
        {outcomes.map(({ requestId, failed, ms }, at) => {
          const call = calls.find((one) => one.requestId === requestId)
          return (
            <tr key={requestId}>
              <th scope="row">{at + 1}</th>
              <td class={failed ? 'bad' : undefined}>{failed ? 'Failed' : 'Succeeded'}</td>
              <td>{duration(ms)}</td>
              <td>{duration(call?.durationMs)}</td>
              <td>{startOf(call)}</td>
            </tr>
          )
        })}
      </tbody>
    </table>
  )
}

const startOf = (call: LiveCall | undefined) =>
  call === undefined ? '–' : call.cold ? `Cold, ${duration(call.initMs)}` : 'Warm'

interface CallViewProps {
  fn: LambdaFunction
  call: LiveCall | undefined
  outcome: Outcome | undefined
  running: boolean
}

/** The latest call: its log while it runs, then its result, and the calls to Bedrock that it made. */
export function CallView({ fn, call, outcome, running }: CallViewProps) {
  const isOver = outcome !== undefined && !running
  const log = call?.log ?? outcome?.log ?? ''
  if (call === undefined && outcome === undefined && !running) return null
  return (
    <div class="lambda-call">
      <div role="status" aria-label="Result">
        {isOver ? (
          <Result fn={fn} outcome={outcome} call={call} log={log} />
        ) : (
          <Running call={call} />
        )}
      </div>
      <h3>Log</h3>
      <Code text={log === '' ? 'No output yet.' : log} label="Log" />
      {call !== undefined && (running || isOver) && <BedrockCalls call={call} />}
    </div>
  )
}

function Running({ call }: { call: LiveCall | undefined }) {
  const [now, setNow] = useState(Date.now())
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 100)
    return () => clearInterval(timer)
  }, [])
  if (call?.endedAt !== undefined)
    return (
      <p class="dim">
        Invoked from elsewhere: {duration(call.durationMs)}, {startOf(call)}
      </p>
    )
  return (
    <p class="dim">
      Running…
      {call !== undefined &&
        ` ${duration(Math.max(0, now - call.at))}, ${call.cold ? 'cold' : 'warm'}`}
    </p>
  )
}

interface ResultProps {
  fn: LambdaFunction
  outcome: Outcome
  call: LiveCall | undefined
  log: string
}

function Result({ fn, outcome, call, log }: ResultProps) {
  const { status, ms, failed, payload } = outcome
  const report = reportIn(log)
  const error = failed ? errorIn(payload) : undefined
  const meaning = error && meaningOf(error.type, fn.timeoutSec)
  return (
    <>
      <dl class="figures">
        {(
          [
            ['Result', failed ? `${status}, failed` : String(status)],
            ['Round trip', duration(ms)],
            ['Duration', report['Duration'] ?? '–'],
            ['Billed', report['Billed Duration'] ?? '–'],
            [
              'Memory',
              `${report['Max Memory Used']?.replace(' MB', '') ?? '–'} of ${fn.memoryMb} MB`,
            ],
            ['Start', startOf(call)],
          ] as const
        ).map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {error !== undefined && (
        <div class="lambda-error">
          <p class="bad">
            <strong>{error.type}</strong>: {error.message}
          </p>
          {meaning !== undefined && <p>{meaning}</p>}
          {error.stack.length > 0 && <Code text={error.stack.join('\n')} label="Stack trace" />}
        </div>
      )}
      <Code text={pretty(payload)} label="Function result" copy="result" />
    </>
  )
}

/** In the order in which they began. */
function BedrockCalls({ call: { at, endedAt = Infinity } }: { call: LiveCall }) {
  const made = rows.value.filter(
    (row) => row.session === SESSION && row.at >= at && row.at <= endedAt,
  )
  return (
    <>
      <h3>Calls to Bedrock: {made.length}</h3>
      <ol class="lambda-made">
        {made.map((row) => (
          <li key={row.id}>
            <a href={href(['live'], { id: row.id })}>{row.operation}</a> {row.model?.sent}{' '}
            <Badge of={row} /> {row.status} <span class="dim">{duration(row.totalMs)}</span>
          </li>
        ))}
      </ol>
    </>
  )
}
