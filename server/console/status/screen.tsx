import { useEffect, useState } from 'preact/hooks'
import { duration, plural } from '../format.ts'
import { EnvLines } from '../parts/env-lines.tsx'
import { Failed, Loading } from '../parts/states.tsx'
import { href } from '../route.ts'
import { health, readServer } from '../server-state.ts'
import { admin } from '../wire/admin.ts'
import { Charts } from './charts.tsx'
import { parseMetrics } from './metrics.ts'
import type { Sample } from './metrics.ts'
import type { Step } from './series.ts'
import { Sessions } from './sessions.tsx'
import type { Session } from './sessions.tsx'
import { SettingsTable } from './settings.tsx'
import type { Settings } from './settings.tsx'
import { Sums } from './sums.tsx'
import { Warnings } from './warnings.tsx'
import type { Warning } from './warnings.tsx'

interface Shown {
  samples: readonly Sample[]
  steps: readonly Step[]
  sessions: readonly Session[]
  settings: Settings
  warnings: readonly Warning[]
}

const REFRESH_MS = 5_000

/** How the server is, and what it has done since it started. */
export function Screen() {
  const [shown, setShown] = useState<Shown | undefined>(undefined)
  const [error, setError] = useState<unknown>(undefined)
  const read = async () => {
    const [metrics, { steps }, { sessions }, settings, warnings] = await Promise.all([
      admin<string>('/metrics'),
      admin<{ steps: readonly Step[] }>('/series'),
      admin<{ sessions: readonly Session[] }>('/sessions'),
      admin<Settings>('/config?sources=true'),
      admin<readonly Warning[]>('/warnings'),
      readServer(),
    ])
    setShown({ samples: parseMetrics(metrics), steps, sessions, settings, warnings })
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
      {shown === undefined && error === undefined && <Loading what="the figures" />}
      {shown !== undefined && (
        <>
          <Health samples={shown.samples} />
          <h2>The last fifteen minutes</h2>
          <Charts steps={shown.steps} />
          <h2>Since the start</h2>
          <Sums samples={shown.samples} />
          <h2>Sessions</h2>
          <Sessions sessions={shown.sessions} onChange={load} />
          <h2>Warnings of the log</h2>
          <Warnings warnings={shown.warnings} />
          <h2>Settings</h2>
          <SettingsTable settings={shown.settings} />
          <h2>Point code at this server</h2>
          <EnvLines />
          <h2>More</h2>
          <p class="card-actions">
            <a href="/_admin/openapi.json">openapi.json</a>
            <a href="/_admin/metrics">metrics</a>
            <a href={href(['fixtures'], { show: 'problems' })}>
              {plural(health.value?.problems.length ?? 0, 'problem')} in files
            </a>
          </p>
          <p class="dim">
            This page is made with Preact, its signals, marked, CodeMirror and uPlot (MIT), diff
            (BSD-3-Clause) and Smithy’s event stream codec (Apache-2.0); their licences are in
            THIRD-PARTY-LICENSES.txt of the package.
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
