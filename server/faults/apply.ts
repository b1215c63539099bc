import { AwsError } from '../aws/errors.ts'
import { encodeException } from '../aws/eventstream.ts'
import { renderError } from '../write/render.ts'
import { byByte, corrupted } from './frames.ts'
import type { Plan } from './frames.ts'
import type { Headers } from '../aws/headers.ts'
import type { Wire } from '../bedrock/wire.ts'
import type { Action } from '../bedrock/answer.ts'

const END = { cut: 'cut', stall: 'stall', refuse: 'reset' } as const

/** What goes out once a fault has struck. The body is whole: bytes or frames. */
export function disturb(wire: Wire, action: Action): Wire {
  const { instead, delayMs = 0, breaks } = action
  const { waitMs = 0 } = wire
  if (instead !== undefined)
    return { ...withoutBody(wire), silent: true, end: END[instead], ...waits(delayMs) }
  const { body } = wire
  if (body.kind === 'bytes' && breaks?.by instanceof AwsError)
    return disturb(renderError(breaks.by), slowness(action))
  if (!touchesBody(action)) return { ...wire, ...waits(waitMs + delayMs) }
  const stream = body.kind === 'frames'
  const planned = planOf(body, action, stream)
  return {
    ...wire,
    headers: body.kind === 'bytes' ? withLength(wire.headers, body.bytes.length) : wire.headers,
    body: { kind: 'frames', ...planned },
    end: breaks === undefined || breaks.by instanceof AwsError ? wire.end : breaks.by,
    ...waits(waitMs + delayMs),
  }
}

const waits = (ms: number) => (ms === 0 ? {} : { waitMs: ms })

/** Nothing goes out: the journal shows neither status nor body. */
const withoutBody = ({ waitMs: _paced, ...wire }: Wire): Wire => ({
  ...wire,
  status: 0,
  headers: [],
  body: { kind: 'bytes', bytes: NOTHING },
})

const NOTHING = Buffer.alloc(0)

/** What is left of a fault for an error that answers at once. */
function slowness({ delayMs, byteMs }: Action): Action {
  return { ...(delayMs !== undefined && { delayMs }), ...(byteMs !== undefined && { byteMs }) }
}

const touchesBody = ({ breaks, pause, corrupt, betweenMs, byteMs }: Action): boolean =>
  [breaks, pause, corrupt, betweenMs, byteMs].some((part) => part !== undefined)

function planOf(body: Wire['body'], action: Action, stream: boolean): Plan {
  const { pause, betweenMs, byteMs, corrupt } = action
  let plan: Plan =
    body.kind === 'frames'
      ? { frames: body.frames, atMs: body.atMs }
      : { frames: body.kind === 'bytes' ? [body.bytes] : [], atMs: [] }
  if (corrupt !== undefined && stream) plan = { ...plan, frames: corrupted(plan.frames, corrupt) }
  plan = broken(plan, action, stream)
  if (pause !== undefined || betweenMs !== undefined) {
    const heldFrom = stream ? (pause?.after ?? 0) : Math.min(pause?.after ?? 0, 1)
    const atMs = plan.frames.map(
      (_, at) =>
        (plan.atMs[at] ?? 0) +
        at * (betweenMs ?? 0) +
        (pause !== undefined && at >= heldFrom ? pause.ms : 0),
    )
    plan = { frames: plan.frames, atMs }
  }
  return byteMs === undefined ? plan : byByte(plan, byteMs)
}

/** A plain body is one event: wherever it shall break after the first byte, it breaks in its middle. */
function broken(plan: Plan, { breaks, pause }: Action, stream: boolean): Plan {
  if (!stream && pause !== undefined && pause.after > 0) return halves(plan)
  if (breaks === undefined) return plan
  const { after, within, by } = breaks
  const whole = plan.frames.slice(0, after)
  if (by instanceof AwsError)
    return { frames: [...whole, encodeException(by)], atMs: plan.atMs.slice(0, after + 1) }
  if (!stream) return after === 0 && !within ? { frames: [], atMs: [] } : firstHalf(plan)
  const next = plan.frames[after]
  if (next === undefined || by === 'stall')
    return { frames: whole, atMs: plan.atMs.slice(0, after) }
  const frames = [...whole, within ? half(next) : next.subarray(0, TRACE_BYTES)]
  return { frames, atMs: plan.atMs.slice(0, frames.length) }
}

/** What a client gets of the event after the cut: over HTTP/2, JavaScript takes a break between events for the end. */
const TRACE_BYTES = 8

const half = (bytes: Buffer) => bytes.subarray(0, Math.ceil(bytes.length / 2))

const firstHalf = ({ frames, atMs }: Plan): Plan => ({ frames: frames.map(half), atMs })

/** The second half is what a pause holds back. */
function halves({ frames, atMs }: Plan): Plan {
  return {
    frames: frames.flatMap((bytes) => [half(bytes), bytes.subarray(Math.ceil(bytes.length / 2))]),
    atMs,
  }
}

/** The length that the whole body has, so that a client sees that some of it is missing. */
function withLength(headers: Headers, length: number): Headers {
  if (headers.some(([name]) => name.toLowerCase() === 'content-length')) return headers
  return [...headers, ['Content-Length', String(length)]]
}
