import type { CallEvent } from './api.ts'

/** A running call of a function, as reported by the server. */
export interface LiveCall {
  requestId: string
  at: number
  cold: boolean
  log: string
  endedAt?: number
  durationMs?: number
  initMs?: number
}

const MAX_CALLS = 50
/** The maximum length of a kept log. */
const MAX_LOG = 256 * 1024

/** The calls after an event, newest last. */
export function withEvent(calls: readonly LiveCall[], event: CallEvent): readonly LiveCall[] {
  const { requestId } = event
  if (event.type === 'begin') {
    const { at, cold } = event
    return [...calls, { requestId, at, cold, log: '' }].slice(-MAX_CALLS)
  }
  return calls.map((call) => {
    if (call.requestId !== requestId) return call
    if (event.type === 'log') return { ...call, log: (call.log + event.text).slice(-MAX_LOG) }
    const { at, durationMs, initMs } = event
    return { ...call, endedAt: at, durationMs, ...(initMs !== undefined && { initMs }) }
  })
}
