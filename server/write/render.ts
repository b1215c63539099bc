import { AwsError, errorBody, errorType } from '../aws/errors.ts'
import type { RequestInfo } from '../bedrock/types.ts'
import type { DraftEvent } from '../bedrock/draft.ts'
import { createIds } from '../bedrock/ids.ts'
import { eventStream } from '../framing/event-stream.ts'
import { framingOf } from '../framing/index.ts'
import type { Framing } from '../framing/framing.ts'
import { cut } from '../bedrock/pieces.ts'
import type { Guarded } from '../guardrails/guarded.ts'
import type { Prompt } from '../neutral/prompt.ts'
import type { Call } from '../bedrock/types.ts'
import type { Ids, Target } from '../dialects/dialect.ts'
import { framed } from './framed.ts'
import { durationMs } from './pace.ts'
import type { Headers } from '../aws/headers.ts'
import type { Pace, Break, RecordedEvent, Answer } from '../bedrock/answer.ts'
import { ONE_WRITE } from '../bedrock/wire.ts'
import type { Wire } from '../bedrock/wire.ts'

const JSON_TYPE: Headers = [['Content-Type', 'application/json']]

/** The input of a rendering, and a flag that it sets. */
export interface RenderInput {
  ids: Ids
  /** The time of the call, which may be a placeholder. */
  now?: number
  /** Set if the answer contains part of the request. */
  echoes: boolean
}

export type Render = typeof render

/** An answer as bytes, with the times at which they are due. */
export function render(answer: Answer, call: Call, written?: RenderInput): Wire {
  switch (answer.kind) {
    case 'error':
      return renderError(answer.error, call)
    case 'nothing':
      return wire(0, [], { kind: 'nothing' }, 'cut')
    case 'arriving': {
      const { status, headers, chunks, whole } = answer
      const framing = framingOf(headers, call.operation.framing)
      if (framing === undefined && whole !== undefined)
        return wire(status, headers, { kind: 'bytes', bytes: whole })
      return wire(status, headers, { kind: 'flow', chunks, framing })
    }
    case 'recorded': {
      const { status, headers, body, pace } = answer
      if (Buffer.isBuffer(body)) return wire(status, headers, { kind: 'bytes', bytes: body })
      const own = call.operation.framing
      return wire(status, headers, recorded(body, pace, framingOf(headers, own) ?? own))
    }
    case 'reply':
      return renderReply(answer, call, written)
    case 'deltas':
      return renderDeltas(answer, call)
    case 'model':
      throw new Error('the answer of the model server has not been requested')
  }
}

/** With a call, an error in the form of its API; otherwise in AWS's form. */
export function renderError(
  error: AwsError,
  request?: RequestInfo & Pick<Call, 'operation'>,
): Wire {
  const door = request?.operation.door
  if (request !== undefined && door !== undefined) {
    const { status, headers, body } = door.refuse(error, request)
    return wire(status, headers, { kind: 'bytes', bytes: body })
  }
  const headers: Headers = [...JSON_TYPE, ['x-amzn-ErrorType', errorType(error)]]
  return wire(error.status, headers, { kind: 'bytes', bytes: errorBody(error) })
}

const wire = (
  status: number,
  headers: Headers,
  body: Wire['body'],
  end: Wire['end'] = 'end',
): Wire => ({
  status,
  headers,
  body,
  end,
})

function renderReply(answer: Answer & { kind: 'reply' }, call: Call, written?: RenderInput): Wire {
  const { reply } = answer
  const { operation } = call
  if (reply.kind === 'output') {
    return wire(operation.status, JSON_TYPE, {
      kind: 'bytes',
      bytes: Buffer.from(JSON.stringify(reply.output)),
    })
  }
  if (operation.write === undefined)
    throw new Error(`${operation.name} answers with no reply of a model`)
  const draft = operation.write(reply, new AnswerTarget(answer, call, written), call)
  if (draft.kind === 'body') {
    const text = typeof draft.body === 'string' ? draft.body : JSON.stringify(draft.body)
    const headers = [...JSON_TYPE, ...draft.headers]
    const bytes = Buffer.from(text)
    const whole = wire(
      operation.status,
      headers,
      bytes.length > ONE_WRITE ? { kind: 'bytes', bytes } : { kind: 'bytes', bytes, text },
    )
    const waitMs = timeOf(answer)
    return broken(waitMs === undefined ? whole : { ...whole, waitMs }, answer.breaks, call)
  }
  const { framing } = operation
  if (framing === undefined) throw new Error(`${operation.name} does not stream`)
  const frames = draft.events.map((event) => encode(event, framing))
  if (framing.end !== undefined) frames.push(framing.end)
  const atMs = plan(draft.events, answer.pace)
  const headers: Headers = [['Content-Type', framing.type], ...draft.headers]
  const body: Wire['body'] = { kind: 'frames', frames, atMs, framing }
  return broken(wire(operation.status, headers, body), answer.breaks, call)
}

function renderDeltas(answer: Answer & { kind: 'deltas' }, call: Call): Wire {
  const { operation } = call
  const { framing, writer } = operation
  if (framing === undefined || writer === undefined)
    throw new Error(`${operation.name} has no writer for an answer that arrives`)
  const { headers, write } = opened(answer, () =>
    writer(new AnswerTarget(answer, call, undefined), call),
  )
  const chunks = framed(
    answer.deltas,
    (delta) => write(delta).map((e) => encode(e, framing)),
    framing,
  )
  return wire(operation.status, [['Content-Type', framing.type], ...headers], {
    kind: 'flow',
    chunks,
    framing,
  })
}

/** A model that cannot stream fails here; the source must learn that its output is not read. */
function opened<T>({ deltas }: Answer & { kind: 'deltas' }, open: () => T): T {
  try {
    return open()
  } catch (thrown) {
    void deltas[Symbol.asyncIterator]().return?.()
    throw thrown
  }
}

/** `created` in bodies that have it: a fixed date, so that equal requests get equal answers. */
const CREATED = Date.UTC(2026, 0, 1)

/** A class, because accessors on object literals would create a hidden class per answer. */
class AnswerTarget implements Target {
  readonly model: string
  readonly #answer: Answer & { kind: 'reply' | 'deltas' }
  readonly #call: Call
  readonly #written: RenderInput | undefined
  #ids: Ids | undefined

  constructor(
    answer: Answer & { kind: 'reply' | 'deltas' },
    call: Call,
    written: RenderInput | undefined,
  ) {
    const { foundation, sent } = call.model()
    this.model = foundation ?? sent
    this.#answer = answer
    this.#call = call
    this.#written = written
  }

  /** The effect of a guardrail on an arriving answer is only known at its end. */
  get guarded(): Guarded | undefined {
    const answer = this.#answer
    return answer.kind === 'deltas' ? answer.arrived.guarded : answer.guarded
  }

  get prompt(): Prompt {
    if (this.#written !== undefined) this.#written.echoes = true
    return this.#call.prompt()
  }

  /**
   * Invented answers are the same for the same request. Fixtures answer repeatedly, and clients treat two messages with
   * one id as the same message.
   */
  get ids(): Ids {
    const { http, raw, id } = this.#call
    return (this.#ids ??=
      this.#written?.ids ??
      createIds(() =>
        this.#answer.source === 'invented' ? `${http.url}\n${raw.toString('latin1')}` : id,
      ))
  }

  get now(): number {
    const { now } = this.#written ?? {}
    if (now !== undefined) return now
    if (this.#written !== undefined) this.#written.echoes = true
    return this.#answer.source === 'invented' ? CREATED : this.#call.receivedAt
  }

  again(): Target {
    return new AnswerTarget(this.#answer, this.#call, this.#written)
  }

  cut(text: string): string[] {
    const { chunks } = this.#answer.kind === 'reply' ? this.#answer : NO_CHUNKS
    const pieces = chunks && piecesOf(chunks, text)
    return pieces ?? cut(text, this.#call.model().family?.grain ?? 'words')
  }
}

const NO_CHUNKS: { chunks?: string[] } = {}

/** The chunks that form this text, since an answer may have several texts. */
function piecesOf(chunks: string[], text: string): string[] | undefined {
  if (chunks.join('') === text) return chunks
  for (let start = 0; start < chunks.length; start++) {
    let joined = ''
    for (let end = start; end < chunks.length && joined.length < text.length; end++) {
      joined += chunks[end] ?? ''
      if (joined === text) return chunks.slice(start, end + 1)
    }
  }
  return undefined
}

function encode({ type, payload, wrapped }: DraftEvent, framing: Framing): Buffer {
  const json =
    wrapped === true ? { bytes: Buffer.from(JSON.stringify(payload)).toString('base64') } : payload
  return framing.encode({ type, payload: framing.payloadOf(json) })
}

/** When each event is due, in milliseconds after the request; an event waits for its tokens. */
function plan(events: readonly DraftEvent[], pace: Pace): number[] {
  if (pace.kind !== 'tokens') return []
  let tokens = 0
  return events.map((event) => {
    tokens += event.tokens
    return pace.firstByteMs + (tokens / pace.tokensPerSecond) * 1000
  })
}

/** A whole answer is due when the last token of its stream would be. Recordings only have the timing of streams. */
function timeOf({ reply, pace, source }: Answer & { kind: 'reply' }): number | undefined {
  if (pace.kind !== 'tokens' || reply.kind !== 'message' || source === 'recording') return undefined
  return durationMs(reply, pace)
}

function recorded(
  events: readonly RecordedEvent[],
  pace: Pace,
  framing: Framing = eventStream,
): Wire['body'] {
  const frames = events.map((event) => framing.encode(event))
  const atMs = pace.kind === 'recorded' ? events.map((event) => event.atMs / pace.speed) : []
  return { kind: 'frames', frames, atMs, framing }
}

/** A stream that ends early, by an error in mid-stream, a cut connection or silence. */
function broken(whole: Wire, breaks: Break | undefined, call: Call): Wire {
  if (breaks === undefined) return whole
  const { after, by } = breaks
  const framing = whole.body.kind === 'frames' ? whole.body.framing : undefined
  if (whole.body.kind !== 'frames' || framing === undefined)
    return by instanceof AwsError ? renderError(by, call) : { ...whole, end: by }
  const frames = whole.body.frames.slice(0, after)
  const atMs = whole.body.atMs.slice(0, after + 1)
  const body: Wire['body'] = { kind: 'frames', frames, atMs, framing }
  if (!(by instanceof AwsError)) return { ...whole, body, end: by }
  // Clients stop reading at the end mark, so an error takes its place.
  if (framing.end !== undefined && frames.at(-1) === framing.end) frames.pop()
  frames.push(framing.encodeError(by, frames.length))
  return { ...whole, body }
}
