import { signal } from '@preact/signals'
import { request } from './admin.ts'
import { readEvents } from './sse.ts'
import type { ServerEvent } from './sse.ts'

export type Connection =
  | { state: 'connecting' }
  | { state: 'live' }
  | { state: 'paused' }
  | { state: 'lost'; since: number }

export const connection = signal<Connection>({ state: 'connecting' })

const RETRY_MS = [500, 1_000, 2_000, 5_000]
/** A browser opens six connections per host across all tabs, so a hidden tab closes its own. */
const HIDDEN_MS = 5_000

export interface Follower {
  /** Called when the stream is open, before its first event: the time to load what was missed. */
  opened(): Promise<void>
  event(event: ServerEvent): void
}

/** Follows the server while the page is open: reconnects, and pauses while the tab is hidden. */
export function follow({ opened, event }: Follower): void {
  let stop = new AbortController()
  let hiding: ReturnType<typeof setTimeout> | undefined

  const run = async (aborted: AbortSignal) => {
    for (let failures = 0; !aborted.aborted; failures++) {
      try {
        const response = await request('/events?view=row&begun=true', { signal: aborted })
        if (response.body === null) throw new Error('no stream')
        await opened()
        connection.value = { state: 'live' }
        failures = 0
        for await (const one of readEvents(response.body)) event(one)
      } catch {
        // Shown by the connection state.
      }
      if (aborted.aborted) return
      if (connection.value.state !== 'lost') connection.value = { state: 'lost', since: Date.now() }
      await pause(RETRY_MS[failures] ?? 5_000, aborted)
    }
  }
  const start = () => {
    stop = new AbortController()
    void run(stop.signal)
  }
  document.addEventListener('visibilitychange', () => {
    clearTimeout(hiding)
    if (document.hidden) {
      hiding = setTimeout(() => {
        connection.value = { state: 'paused' }
        stop.abort()
      }, HIDDEN_MS)
    } else if (stop.signal.aborted) start()
  })
  start()
}

function pause(ms: number, aborted: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms)
    aborted.addEventListener('abort', () => {
      clearTimeout(timer)
      resolve()
    })
  })
}
