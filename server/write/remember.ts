import { freshIds } from '../bedrock/ids.ts'
import type { Call, Operation } from '../bedrock/types.ts'
import type { Ids } from '../dialects/dialect.ts'
import type { Framing } from '../framing/framing.ts'
import { isObject } from '../json.ts'
import type { Render, RenderInput } from './render.ts'
import type { Answer } from '../bedrock/answer.ts'
import type { Wire } from '../bedrock/wire.ts'
import { isText, NOW_MARK, withTextHoles } from './text-holes.ts'
import type { Hole } from './text-holes.ts'

/** A rendering for one operation, model and token count, and how to adapt it to a call. */
interface Kept {
  operation: Operation
  model: string
  tokens: number | undefined
  /** The part of the request that the answer repeats, for APIs that define it. */
  repeated: string | undefined
  /** Undefined if the answer turns out to depend on the request. */
  make: Make | undefined
}

type Make = (call: Call) => Wire

/**
 * Renders an answer that does not depend on the request once and caches the bytes. Ids that the service generates are
 * placeholders, filled in per call: clients treat two messages with one id as the same message.
 */
export function remember(
  render: Render,
  maxBytes = 64 * 1024 * 1024,
): (answer: Answer, call: Call) => Wire {
  let all = new WeakMap<object, Kept[]>()
  let bytes = 0

  function keep(answer: Answer, call: Call): Make | undefined {
    const holes: Hole[] = []
    const written: RenderInput = {
      ids: idsOf(holes),
      echoes: false,
      ...(call.operation.door !== undefined && { now: NOW_MARK * 1000 }),
    }
    // An invented answer is cached for one exact request, so it needs no placeholders.
    const wire = answer.source === 'invented' ? render(answer, call) : render(answer, call, written)
    if (written.echoes) return undefined
    const length = lengthOf(wire)
    if (length > maxBytes / 16) return undefined
    bytes += length
    if (call.operation.door !== undefined && isText(wire)) return withTextHoles(wire, holes)
    return withHoles(wire, holes)
  }

  function wireOf(answer: Answer, call: Call): Wire {
    if (answer.kind === 'recorded') return withText(render(answer, call))
    if (answer.kind !== 'reply' || answer.stable === undefined) return render(answer, call)
    const { door } = call.operation
    const repeated = door?.shows?.(call)
    if (door === undefined ? echoesRequest(call) : repeated === undefined)
      return render(answer, call)
    if (bytes > maxBytes) {
      all = new WeakMap()
      bytes = 0
    }
    let kept = all.get(answer.stable)
    if (kept === undefined) all.set(answer.stable, (kept = []))
    const { operation } = call
    const { foundation, sent } = call.model()
    const model = foundation ?? sent
    const tokens = 'usage' in answer.reply ? answer.reply.usage?.inputTokens : undefined
    for (const one of kept) {
      if (
        one.operation === operation &&
        one.tokens === tokens &&
        one.model === model &&
        one.repeated === repeated
      )
        return one.make === undefined ? render(answer, call) : one.make(call)
    }
    if (kept.length >= MAX_EACH) kept.shift()
    const make = keep(answer, call)
    kept.push({ operation, model, tokens, repeated: repeated, make })
    return make === undefined ? render(answer, call) : make(call)
  }

  return (answer, call) => {
    const wire = wireOf(answer, call)
    call.operation.door?.sent?.(call, wire)
    return wire
  }
}

const texts = new WeakMap<Buffer, Wire['body']>()

/** Recorded bodies play repeatedly; text is sent in one write with its head. */
function withText(wire: Wire): Wire {
  if (wire.body.kind !== 'bytes') return wire
  const { bytes } = wire.body
  let body = texts.get(bytes)
  if (body === undefined) {
    const text = bytes.toString()
    body = Buffer.from(text).equals(bytes)
      ? Object.freeze({ kind: 'bytes', bytes, text })
      : wire.body
    texts.set(bytes, body)
  }
  wire.body = body
  return wire
}

/** An answer is rendered for a few operations and models; prompts of every length would fill the memory. */
const MAX_EACH = 64

const ECHOED_HEADERS = ['performanceConfigLatency', 'serviceTier', 'guardrailIdentifier']
const ECHOED_MEMBERS = ['performanceConfig', 'serviceTier', 'additionalModelResponseFieldPaths']

/** Request members that the answer echoes. */
function echoesRequest({ input, body }: Call): boolean {
  for (const name of ECHOED_HEADERS) if (input[name] !== undefined) return true
  if (!isObject(body)) return false
  for (const name of ECHOED_MEMBERS) if (body[name] !== undefined) return true
  return false
}

/** Ids as placeholders, unlikely to occur in an answer by chance. */
function idsOf(holes: Hole[]): Ids {
  return (...make) => {
    const mark = `${MARK}${holes.length}~`
    holes.push({ mark, make })
    return mark
  }
}

const MARK = `~hole${process.pid}x${Math.floor(performance.now() * 1e6)}~`

const lengthOf = ({ body }: Wire): number =>
  body.kind === 'bytes'
    ? body.bytes.length
    : body.kind === 'frames'
      ? body.frames.reduce((sum, frame) => sum + frame.length, 0)
      : 0

function withHoles(wire: Wire, holes: readonly Hole[]): Make {
  const { body } = wire
  if (body.kind === 'bytes') {
    const text = body.bytes.toString()
    if (holes.length === 0) {
      const same: Wire = { ...wire, body: Object.freeze({ ...body, text }) }
      return () => same
    }
    return () => {
      const filled = fill(text, holes, freshIds)
      return { ...wire, body: { kind: 'bytes', bytes: Buffer.from(filled), text: filled } }
    }
  }
  if (body.kind !== 'frames') return () => wire
  if (holes.length === 0) {
    const same: Wire = { ...wire, body: { ...body, joined: Buffer.concat(body.frames) } }
    return () => same
  }
  const { framing } = body
  if (framing === undefined) return () => wire
  const open = body.frames.flatMap((frame, at) => openFrame(frame, at, framing))
  return () => {
    const made = holes.map(({ make }) => freshIds(...make))
    const frames = [...body.frames]
    for (const { at, type, payload } of open)
      frames[at] = framing.encode({ type, payload: payload(made, holes) })
    return { ...wire, body: { ...body, frames } }
  }
}

function fill(text: string, holes: readonly Hole[], ids: Ids): string {
  return replaceAll(
    text,
    holes,
    holes.map(({ make }) => ids(...make)),
  )
}

function replaceAll(text: string, holes: readonly Hole[], made: readonly string[]): string {
  let filled = text
  for (const [at, { mark }] of holes.entries()) filled = filled.replaceAll(mark, made[at] ?? '')
  return filled
}

interface OpenFrame {
  at: number
  type: string
  payload(made: readonly string[], holes: readonly Hole[]): string
}

/** A frame with a placeholder is encoded per call, because its checksums depend on the content. */
function openFrame(frame: Buffer, at: number, framing: Framing): OpenFrame[] {
  const { type, payload } = framing.decode(frame)
  const text = payload.toString()
  if (text.includes(MARK))
    return [{ at, type, payload: (made, holes) => replaceAll(text, holes, made) }]
  const wrapped = /^\{"bytes":"([^"]*)"/.exec(text)?.[1]
  const native = wrapped === undefined ? '' : Buffer.from(wrapped, 'base64').toString()
  if (wrapped === undefined || !native.includes(MARK)) return []
  const rest = text.slice('{"bytes":"'.length + wrapped.length)
  return [
    {
      at,
      type,
      payload: (made, holes) =>
        `{"bytes":"${Buffer.from(replaceAll(native, holes, made)).toString('base64')}${rest}`,
    },
  ]
}
