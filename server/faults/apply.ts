import { AwsError } from '../aws/errors.ts'
import { renderError } from '../write/render.ts'
import { byByte, damaged } from './frames.ts'
import type { FramePlan } from './frames.ts'
import type { Headers } from '../aws/headers.ts'
import type { Framing } from '../framing/framing.ts'
import type { Wire } from '../bedrock/wire.ts'
import type { Action } from '../bedrock/answer.ts'
import type { Call } from '../bedrock/types.ts'

const END = { cut: 'cut', stall: 'stall', refuse: 'reset' } as const

/** Applies a fault to a response whose body is complete: bytes or frames. */
export function disturb(wire: Wire, action: Action, call?: Call): Wire {
  const { instead, delayMs = 0, breaks } = action
  const { waitMs = 0 } = wire
  if (instead !== undefined)
    return { status: 0, headers: [], body: NOTHING, end: END[instead], ...waits(delayMs) }
  const { body } = wire
  if (breaks?.by instanceof AwsError && !isStream(body))
    return disturb(renderError(breaks.by, call), slowness(action))
  if (!touchesBody(action)) return { ...wire, ...waits(waitMs + delayMs) }
  const framing = body.kind === 'frames' ? body.framing : undefined
  const planned = planOf(body, action, framing)
  return {
    ...wire,
    headers: body.kind === 'bytes' ? withLength(wire.headers, body.bytes.length) : wire.headers,
    body: { kind: 'frames', ...planned, framing },
    end: breaks === undefined || breaks.by instanceof AwsError ? wire.end : breaks.by,
    ...waits(waitMs + delayMs),
  }
}

const isStream = (body: Wire['body']): boolean => 'framing' in body && body.framing !== undefined

const waits = (ms: number) => (ms === 0 ? {} : { waitMs: ms })

const NOTHING: Wire['body'] = { kind: 'nothing' }

/** The delays of a fault, for an error that is returned at once. */
function slowness({ delayMs, byteMs }: Action): Action {
  return { ...(delayMs !== undefined && { delayMs }), ...(byteMs !== undefined && { byteMs }) }
}

const touchesBody = ({ breaks, pause, corrupt, betweenMs, byteMs }: Action): boolean =>
  [breaks, pause, corrupt, betweenMs, byteMs].some((part) => part !== undefined)

function planOf(body: Wire['body'], action: Action, framing: Framing | undefined): FramePlan {
  const { pause, betweenMs, byteMs, corrupt } = action
  let plan: FramePlan =
    body.kind === 'frames'
      ? { frames: body.frames, atMs: body.atMs }
      : { frames: body.kind === 'bytes' ? [body.bytes] : [], atMs: [] }
  if (corrupt !== undefined && framing !== undefined)
    plan = { ...plan, frames: damaged(plan.frames, corrupt, framing) }
  plan = broken(plan, action, framing)
  if (pause !== undefined || betweenMs !== undefined) {
    const heldFrom = framing !== undefined ? (pause?.after ?? 0) : Math.min(pause?.after ?? 0, 1)
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

/** A plain body is one event: unless it breaks before the first byte, it breaks in the middle. */
function broken(
  plan: FramePlan,
  { breaks, pause }: Action,
  framing: Framing | undefined,
): FramePlan {
  if (framing === undefined && pause !== undefined && pause.after > 0) return halves(plan)
  if (breaks === undefined) return plan
  const { after, within, by } = breaks
  if (framing === undefined)
    return after === 0 && !within ? { frames: [], atMs: [] } : firstHalf(plan)
  const whole = plan.frames.slice(0, after)
  if (by instanceof AwsError) {
    // An error takes the place of the end mark, at which clients stop reading.
    if (framing.end !== undefined && whole.at(-1)?.equals(framing.end) === true) whole.pop()
    return {
      frames: [...whole, framing.encodeError(by, whole.length)],
      atMs: plan.atMs.slice(0, whole.length + 1),
    }
  }
  const next = plan.frames[after]
  if (next === undefined || by === 'stall')
    return { frames: whole, atMs: plan.atMs.slice(0, after) }
  const frames = [...whole, within ? half(next) : next.subarray(0, TRACE_BYTES)]
  return { frames, atMs: plan.atMs.slice(0, frames.length) }
}

/** Sends part of the next event before a cut, because JavaScript over HTTP/2 takes a break between events for the end. */
const TRACE_BYTES = 8

const half = (bytes: Buffer) => bytes.subarray(0, Math.ceil(bytes.length / 2))

const firstHalf = ({ frames, atMs }: FramePlan): FramePlan => ({ frames: frames.map(half), atMs })

/** Splits a frame; a stall holds back the second half. */
function halves({ frames, atMs }: FramePlan): FramePlan {
  return {
    frames: frames.flatMap((bytes) => [half(bytes), bytes.subarray(Math.ceil(bytes.length / 2))]),
    atMs,
  }
}

/** Announces the full length, so that clients notice that part of the body is missing. */
function withLength(headers: Headers, length: number): Headers {
  if (headers.some(([name]) => name.toLowerCase() === 'content-length')) return headers
  return [...headers, ['Content-Length', String(length)]]
}
