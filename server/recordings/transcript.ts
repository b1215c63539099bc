import { isUtf8 } from 'node:buffer'
import { headerOf } from '../aws/canonical-request.ts'
import type { Call } from '../bedrock/types.ts'
import { FrameReader } from '../framing/frame-reader.ts'
import type { Frame, Framing } from '../framing/framing.ts'
import { framingOf } from '../framing/index.ts'
import { isObject, parseJson } from '../json.ts'
import type { Json, JsonObject } from '../json.ts'
import { redactHeaders, redactJson, redactStream, redactText } from '../redaction/redact.ts'
import type { RecordedResponse } from './recorded-response.ts'
import type { FixtureSettings } from '../redaction/settings-file.ts'
import type { Headers } from '../aws/headers.ts'
import type { RecordedEvent } from '../bedrock/answer.ts'
import { messageOf } from '../text/error-message.ts'

/** An upstream answer as received. */
export interface Transcript {
  status: number
  headers: Headers
  /** On the clock of performance.now(). */
  startedAt: number
  chunks: Buffer[]
  /** When each chunk arrived, in milliseconds after the request. */
  atMs: number[]
  bytes: number
  ended: 'complete' | 'broke' | 'left' | 'too large'
}

interface TimedFrame extends Frame {
  atMs: number
}

type Verdict =
  | { save: true; frames?: TimedFrame[] }
  | { save: false; level: 'info' | 'warn'; why: string }

// Errors caused by the request: any account would get them again.
export const LASTING =
  /^(?:ValidationException|ResourceNotFoundException|ConflictException|SerializationException|RequestEntityTooLargeException)$/i

const ENDED: Readonly<Record<Transcript['ended'], string>> = {
  complete: '',
  broke: 'the answer broke off',
  left: 'the client left before the answer ended',
  'too large': 'the answer is too large to keep',
}

const no = (why: string, level: 'info' | 'warn' = 'warn'): Verdict => ({ save: false, level, why })

/** Whether an answer is worth replaying. Errors that do not depend on the request need `--record-errors`. */
export function judgeTranscript(
  transcript: Transcript,
  call: Call,
  recordErrors: boolean,
): Verdict {
  const { status, headers, ended } = transcript
  if (ended !== 'complete') return no(ENDED[ended], ended === 'left' ? 'info' : 'warn')
  const type = headerOf(headers, 'content-type') ?? ''
  const framing = framingOf(headers)
  if (status >= 200 && status < 300 && framing !== undefined) {
    return judgeStream(transcript, framing, call, recordErrors)
  }
  if (type.includes('html')) return no(`${status} with a web page instead of an answer`)
  if (
    type.includes('json') &&
    transcript.bytes > 0 &&
    parseJson(Buffer.concat(transcript.chunks)) === undefined
  ) {
    return no(`${status} with a body that is not JSON`)
  }
  if (status >= 200 && status < 300) {
    if (isEmpty(transcript)) return no(`${status} without an answer in its body`)
    return call.operation.streams === true
      ? no('expected a stream, but received none')
      : { save: true }
  }
  if (call.operation.door !== undefined) return judgeRefusal(status, recordErrors)
  const name = (headerOf(headers, 'x-amzn-errortype') ?? '').split(/[:,#]/, 1)[0] ?? ''
  if (name === '' || status < 400) return no(`${status} that is not a modelled error`)
  if (recordErrors || LASTING.test(name)) return { save: true }
  return no(`${status} ${name} does not depend on the request (--record-errors saves it)`, 'info')
}

/** OpenAI's and Anthropic's errors have no type in a header, so their status is used. */
function judgeRefusal(status: number, recordErrors: boolean): Verdict {
  if (recordErrors || LASTING_STATUS.has(status)) return { save: true }
  return no(`${status} does not depend on the request (--record-errors saves it)`, 'info')
}

const LASTING_STATUS = new Set([400, 404, 409, 413, 422])

/** No recorded operation answers with an empty body or `null`. */
function isEmpty({ chunks, bytes }: Transcript): boolean {
  return bytes === 0 || (bytes < 16 && Buffer.concat(chunks).toString().trim() === 'null')
}

function judgeStream(
  transcript: Transcript,
  framing: Framing,
  call: Call,
  recordErrors: boolean,
): Verdict {
  const reader = new FrameReader(framing)
  const frames: TimedFrame[] = []
  try {
    for (const [at, chunk] of transcript.chunks.entries()) {
      const atMs = Math.max(0, Math.round(transcript.atMs[at] ?? 0))
      for (const frame of reader.push(chunk)) frames.push({ ...frame, atMs })
    }
  } catch (thrown) {
    return no(`a frame of the stream is damaged (${messageOf(thrown)})`)
  }
  if (reader.partial) return no('the stream ends within a frame')
  const last = frames.at(-1)
  if (last === undefined) return no('the stream has no event')
  if (frames.some(({ kind, payload }) => kind === 'other' || !isUtf8(payload))) {
    return no('the stream has a frame of an unknown type')
  }
  const failed = frames.find(({ kind }) => kind === 'exception')
  if (failed !== undefined && !recordErrors && !LASTING.test(failed.type)) {
    return no(`the stream ended with ${failed.type} (--record-errors saves it)`)
  }
  if (
    failed === undefined &&
    call.operation.name === 'ConverseStream' &&
    !frames.some(({ type }) => type === 'messageStop')
  ) {
    return no('the stream ended before its messageStop')
  }
  return { save: true, frames }
}

/** The answer as stored: redacted, or unchanged if it has no secrets. */
export function responseOf(
  transcript: Transcript,
  frames: TimedFrame[] | undefined,
  settings: FixtureSettings,
): RecordedResponse {
  return {
    status: transcript.status,
    headers: redactHeaders(transcript.headers),
    latencyMs: Math.max(0, Math.round(transcript.atMs.at(-1) ?? 0)),
    body:
      frames === undefined
        ? bodyOf(Buffer.concat(transcript.chunks), settings)
        : eventsOf(frames, settings),
  }
}

function bodyOf(bytes: Buffer, settings: FixtureSettings): Buffer {
  const value = parseJson(bytes)
  if (value === undefined) {
    return isUtf8(bytes) ? Buffer.from(redactText(bytes.toString(), settings.redact)) : bytes
  }
  const redacted = redactJson(value, settings)
  return redacted === value ? bytes : Buffer.from(JSON.stringify(redacted))
}

function eventsOf(frames: readonly TimedFrame[], settings: FixtureSettings): RecordedEvent[] {
  const opened = frames.map(({ payload }) => open(payload.toString()))
  const redacted = redactStream(
    opened.map(({ value }) => value),
    settings,
  )
  return frames.map(({ kind, type, id, atMs }, at) => {
    const { value, text, close } = opened[at] ?? { value: null, text: '', close: JSON.stringify }
    const now = redacted[at] ?? null
    return {
      type,
      payload: isSame(now, value) ? text : close(now),
      atMs,
      ...(kind === 'exception' && { exception: true }),
      ...(id !== undefined && { id }),
    }
  })
}

const isSame = (now: Json, value: Json): boolean =>
  now === value || JSON.stringify(now) === JSON.stringify(value)

interface Opened {
  text: string
  value: Json
  close(value: Json): string
}

/** The value of a payload; for a chunk, its native JSON, decoded from base64. */
function open(text: string): Opened {
  const value = parseJson(text)
  if (value === undefined) return { text, value: text, close: JSON.stringify }
  const bytes = isObject(value) ? value['bytes'] : undefined
  const native = typeof bytes === 'string' ? parseJson(Buffer.from(bytes, 'base64')) : undefined
  if (native === undefined) return { text, value, close: (now) => JSON.stringify(now) }
  return {
    text,
    value: native,
    close: (now) =>
      JSON.stringify({
        ...(value as JsonObject),
        bytes: Buffer.from(JSON.stringify(now)).toString('base64'),
      }),
  }
}

/** Converts a complete answer to the recorded form. A damaged stream has no events. */
export function fromChunks(
  { status, headers }: Pick<Transcript, 'status' | 'headers'>,
  chunks: Buffer[],
  latencyMs: number,
): RecordedResponse {
  const bytes = Buffer.concat(chunks)
  const framing = framingOf(headers)
  if (framing === undefined) return { status, headers, latencyMs, body: bytes }
  const events = new FrameReader(framing)
    .push(bytes)
    .map(({ type, kind, payload }): RecordedEvent => ({
      type,
      payload: payload.toString(),
      atMs: latencyMs,
      ...(kind === 'exception' && { exception: true }),
    }))
  return { status, headers, latencyMs, body: events }
}
