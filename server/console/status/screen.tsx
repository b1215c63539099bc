import { useEffect, useState } from 'preact/hooks'
import { clock, dollars, duration, plural } from '../format.ts'
import { rows } from '../live/calls.ts'
import { Failed, Loading } from '../parts/states.tsx'
import { toast } from '../parts/toast.tsx'
import { href } from '../route.ts'
import { health, readServer, settings } from '../server-state.ts'
import { admin, sentenceOf } from '../wire/admin.ts'
import { Chart } from './chart.tsx'
import { parseMetrics, sumsBy } from './metrics.ts'
import type { Sample } from './metrics.ts'
import { seriesOf } from './series.ts'

interface Session {
  name: string
  usedAt: number
  calls: number
  fixtures: number
}

const REFRESH_MS = 5_000

/** How the server is, and what it has done since it started. */
export function Screen() {
  const [samples, setSamples] = useState<readonly Sample[] | undefined>(undefined)
  const [sessions, setSessions] = useState<readonly Session[]>([])
  const [error, setError] = useState<unknown>(undefined)
  const [now, setNow] = useState(Date.now())
  const read = async () => {
    const [text, known] = await Promise.all([
      admin<string>('/metrics'),
      admin<{ sessions: Session[] }>('/sessions'),
      readServer(),
    ])
    setSamples(parseMetrics(text))
    setSessions(known.sessions)
    setNow(Date.now())
    setError(undefined)
  }
  const load = () => {
    read().catch(setError)
  }
  useEffect(() => {
    load()
    const timer = setInterval(load, REFRESH_MS)
    return () => clearInterval(timer)
  }, [])
  return (
    <div class="screen status">
      <h1>Status</h1>
      {error !== undefined && <Failed error={error} retry={load} />}
      {samples === undefined && error === undefined && <Loading what="the figures" />}
      {samples !== undefined && (
        <>
          <Health samples={samples} />
          <h2>The last fifteen minutes</h2>
          <Charts now={now} />
          <h2>Since the start</h2>
          <Sums samples={samples} />
          <h2>Sessions</h2>
          <Sessions sessions={sessions} onChange={load} />
          <h2>Settings</h2>
          <Settings />
          <h2>More</h2>
          <p class="card-actions">
            <a href="/_admin/openapi.json">openapi.json</a>
            <a href="/_admin/metrics">metrics</a>
            <a href={href(['fixtures'], { show: 'problems' })}>
              {plural(health.value?.problems.length ?? 0, 'problem')} in files
            </a>
          </p>
        </>
      )}
    </div>
  )
}

function Health({ samples }: { samples: readonly Sample[] }) {
  const { version = '', mode = '', uptimeMs = 0, fixtures = 0, recordings = 0 } = health.value ?? {}
  const single = (name: string) => samples.find((sample) => sample.name === name)?.value ?? 0
  const figures: [string, string][] = [
    ['version', version],
    ['mode', mode],
    ['up', duration(uptimeMs)],
    ['fixtures', String(fixtures)],
    ['recordings', String(recordings)],
    ['open streams', String(single('streams_open'))],
    ['journal', plural(single('journal_exchanges'), 'call')],
  ]
  return (
    <dl class="figures status-figures">
      {figures.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}

function Charts({ now }: { now: number }) {
  const steps = seriesOf(rows.value, now)
  return (
    <div class="charts">
      <Chart
        title="Calls"
        steps={steps}
        lines={[
          { name: 'calls', value: ({ calls }) => calls, kind: 'bars' },
          { name: 'failed', value: ({ failed }) => failed, kind: 'bars' },
        ]}
        format={String}
      />
      <Chart
        title="Total time"
        steps={steps}
        lines={[
          { name: 'p50', value: ({ p50 }) => p50, kind: 'line' },
          { name: 'p95', value: ({ p95 }) => p95, kind: 'line' },
        ]}
        format={duration}
      />
      <Chart
        title="Tokens"
        steps={steps}
        lines={[{ name: 'tokens', value: ({ tokens }) => tokens, kind: 'bars' }]}
        format={String}
      />
    </div>
  )
}

const SUMS = [
  { title: 'Calls by source', metric: 'calls_total', label: 'source', text: String },
  { title: 'Calls by model', metric: 'calls_total', label: 'model', text: String },
  { title: 'Tokens by kind', metric: 'tokens_total', label: 'kind', text: String },
  {
    title: 'Cost by model, estimated',
    metric: 'cost_dollars_total',
    label: 'model',
    text: dollars,
  },
] as const

function Sums({ samples }: { samples: readonly Sample[] }) {
  return (
    <div class="sums">
      {SUMS.map(({ title, metric, label, text }) => {
        const sums = sumsBy(samples, metric, label)
        return (
          <table key={title}>
            <caption>{title}</caption>
            <tbody>
              {sums.length === 0 && (
                <tr>
                  <td class="dim">none yet</td>
                </tr>
              )}
              {sums.slice(0, 12).map(({ key, sum }) => (
                <tr key={key}>
                  <th scope="row">{key === '' ? 'unknown' : key}</th>
                  <td>{text(sum)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        )
      })}
    </div>
  )
}

function Sessions({ sessions, onChange }: { sessions: readonly Session[]; onChange(): void }) {
  const act = async (what: Promise<unknown>, done: string) => {
    try {
      await what
      toast(done)
      onChange()
    } catch (thrown) {
      toast(sentenceOf(thrown))
    }
  }
  return (
    <div class="scrolling">
      <table>
        <thead>
          <tr>
            <th scope="col">Session</th>
            <th scope="col">Calls</th>
            <th scope="col">Added fixtures</th>
            <th scope="col">Last used</th>
            <th scope="col">
              <span class="hidden">Forget</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {sessions.map(({ name, calls, fixtures, usedAt }) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td>{calls}</td>
              <td>{fixtures}</td>
              <td>{clock(usedAt)}</td>
              <td>
                <button
                  type="button"
                  class="quiet"
                  onClick={() =>
                    void act(
                      admin(`/sessions/${encodeURIComponent(name)}`, { method: 'DELETE' }),
                      `Forgot ${name}`,
                    )
                  }
                >
                  Forget<span class="hidden"> {name}</span>
                </button>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <p>
        <button
          type="button"
          onClick={() =>
            void act(
              admin('/reset', { method: 'POST' }),
              'All sessions are as at the start; files stay.',
            )
          }
        >
          Reset all sessions
        </button>
      </p>
    </div>
  )
}

function Settings() {
  return (
    <dl class="facts">
      {Object.entries(settings.value).map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>
            <code>{typeof value === 'string' ? value : JSON.stringify(value)}</code>
          </dd>
        </div>
      ))}
    </dl>
  )
}
