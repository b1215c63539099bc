import { signal } from '@preact/signals'
import { admin } from './wire/admin.ts'
import { toast } from './parts/toast.tsx'
import { sentenceOf } from './wire/admin.ts'

// The state of the server in the frame around all screens.

export type Mode = 'mock' | 'replay' | 'record' | 'proxy'

const DESCRIPTIONS: Readonly<Record<Mode, string>> = {
  mock: 'calls without a matching fixture get an invented answer, free of charge',
  replay: 'only fixtures and recordings answer, free of charge',
  record: 'calls without a recording go to the real Bedrock, cost money, and are recorded',
  proxy: 'all calls go to the real Bedrock and cost money',
}

export const MODES = Object.keys(DESCRIPTIONS) as Mode[]

/** What a mode does, in a sentence. */
export const describeMode = (mode: Mode): string => `In ${mode} mode, ${DESCRIPTIONS[mode]}.`

export interface Health {
  version: string
  mode: Mode
  uptimeMs: number
  fixtures: number
  recordings: number
  problems: readonly string[]
}

export const health = signal<Health | undefined>(undefined)
/** Whether the server has a different version from the one that served this page. */
export const isOutdated = signal(false)
export const region = signal<string | undefined>(undefined)
export const sessions = signal<readonly string[]>([])
/** The effective settings, secrets hidden. */
export const settings = signal<Readonly<Record<string, unknown>>>({})

/** Reloads everything: at the start, after a lost connection, and when the server reports a change. */
export async function readServer(): Promise<void> {
  const [now, config, known] = await Promise.all([
    admin<Health>('/health'),
    admin<Record<string, unknown>>('/config'),
    admin<{ sessions: readonly { name: string }[] }>('/sessions'),
  ])
  const before = health.value?.version
  if (before !== undefined && before !== now.version) isOutdated.value = true
  health.value = now
  settings.value = config
  region.value = typeof config['region'] === 'string' ? config['region'] : undefined
  sessions.value = known.sessions.map(({ name }) => name)
}

export async function setMode(mode: Mode): Promise<void> {
  const { value } = health
  try {
    await admin('/mode', { method: 'PUT', body: { mode } })
    if (value !== undefined) health.value = { ...value, mode }
    toast(describeMode(mode))
  } catch (thrown) {
    toast(sentenceOf(thrown))
    // Restores the actual state.
    if (value !== undefined) health.value = { ...value }
  }
}
