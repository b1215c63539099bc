import { useEffect, useState } from 'preact/hooks'
import { duration, plural } from '../format.ts'
import { EnvLines } from '../parts/env-lines.tsx'
import { Failed, Loading } from '../parts/states.tsx'
import { href } from '../route.ts'
import { health, readServer } from '../server-state.ts'
import { admin } from '../wire/admin.ts'
import { Charts } from './charts.tsx'
import { Folders } from './folders.tsx'
import type { Folder } from './folders.tsx'
import { parseMetrics } from './metrics.ts'
import type { Sample } from './metrics.ts'
import type { RecentStep } from '../../journal/recent.ts'
import { Sessions } from './sessions.tsx'
import type { Session } from './sessions.tsx'
import { SettingsTable } from './settings.tsx'
import type { Settings } from './settings.tsx'
import { Sums } from './sums.tsx'
import { Warnings } from './warnings.tsx'
import type { Warning } from './warnings.tsx'

interface Figures {
  samples: readonly Sample[]
  steps: readonly RecentStep[]
  sessions: readonly Session[]
  folders: readonly Folder[]
  settings: Settings
  warnings: readonly Warning[]
}

const REFRESH_MS = 5_000

/** The state of the server, and what it has done since it started. */
export function Screen() {
  const [figures, setFigures] = useState<Figures | undefined>(undefined)
  const [error, setError] = useState<unknown>(undefined)
  const read = async () => {
    const [metrics, { steps }, { sessions }, { folders }, settings, warnings] = await Promise.all([
      admin<string>('/metrics'),
      admin<{ steps: readonly RecentStep[] }>('/series'),
      admin<{ sessions: readonly Session[] }>('/sessions'),
      admin<{ folders: readonly Folder[] }>('/folders'),
      admin<Settings>('/config?sources=true'),
      admin<readonly Warning[]>('/warnings'),
      readServer(),
    ])
    setFigures({ samples: parseMetrics(metrics), steps, sessions, folders, settings, warnings })
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
      {figures === undefined && error === undefined && <Loading what="the status" />}
      {figures !== undefined && (
        <>
          <Health samples={figures.samples} />
          <h2>Last 15 minutes</h2>
          <Charts steps={figures.steps} />
          <h2>Since the server started</h2>
          <Sums samples={figures.samples} />
          <h2>Sessions</h2>
          <Sessions sessions={figures.sessions} onChange={load} />
          <h2>Fixtures folders</h2>
          <Folders folders={figures.folders} />
          <h2>Warnings</h2>
          <Warnings warnings={figures.warnings} />
          <h2>Settings</h2>
          <SettingsTable settings={figures.settings} />
          <h2>Connect your code to this server</h2>
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
            This page uses Preact, its signals, marked and CodeMirror (MIT), diff (BSD-3-Clause) and
            Smithy’s event stream codec (Apache-2.0). See their <a href={licences()}>licences</a>.
          </p>
        </>
      )}
    </div>
  )
}

/** The page names the file, whose own name changes with its text. */
const licences = (): string =>
  document.querySelector<HTMLLinkElement>('link[rel=license]')?.href ?? ''

function Health({ samples }: { samples: readonly Sample[] }) {
  const { version = '', mode = '', uptimeMs = 0, fixtures = 0, recordings = 0 } = health.value ?? {}
  const single = (name: string) => samples.find((sample) => sample.name === name)?.value ?? 0
  const facts: [string, string][] = [
    ['Version', version],
    ['Mode', mode],
    ['Uptime', duration(uptimeMs)],
    ['Fixtures', String(fixtures)],
    ['Recordings', String(recordings)],
    ['Open streams', String(single('streams_open'))],
    ['Journal', plural(single('journal_exchanges'), 'call')],
  ]
  return (
    <dl class="figures status-figures">
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}
