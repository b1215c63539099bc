import { isUtf8 } from 'node:buffer'
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { isObject, parseJson } from '../json.ts'
import type { Json, JsonObject } from '../json.ts'
import { mapStrings } from '../redaction/json-paths.ts'
import { endingOf, parseMark, takeMedia } from '../redaction/media.ts'
import { sha256 } from '../text/sha256.ts'
import type { Headers } from '../aws/headers.ts'
import type { RecordedEvent } from '../bedrock/answer.ts'

/** A recorded answer: the bytes of a body, or the events of a stream with their times. */
export interface RecordedResponse {
  status: number
  headers: Headers
  latencyMs: number
  body: Buffer | RecordedEvent[]
}

/** Files next to a recording, by name. */
export type MediaFiles = Map<string, Buffer>

/** Serialises a response: JSON if it round-trips to the same bytes, otherwise text or base64. */
export function responseToJson(
  response: RecordedResponse,
  media: { stem: string; files: MediaFiles },
): JsonObject {
  const { status, headers, latencyMs, body } = response
  return {
    status,
    headers: Object.fromEntries(headers.map(([name, value]) => [name, value])),
    latencyMs,
    ...(Buffer.isBuffer(body) ? bodyToJson(body, media) : { events: body.map(eventToJson) }),
  }
}

function bodyToJson(body: Buffer, media: { stem: string; files: MediaFiles }): JsonObject {
  if (body.length === 0) return {}
  if (!isUtf8(body)) return { base64: body.toString('base64') }
  const text = body.toString()
  const value = sameAgain(text)
  if (value === undefined) return { text }
  return { body: moveMedia(value, media) }
}

/** The value of a JSON text that round-trips exactly, unlike 28.0 or repeated keys. */
function sameAgain(text: string): Json | undefined {
  const value = parseJson(text)
  return value !== undefined && JSON.stringify(value) === text ? value : undefined
}

// Base64 that is part of the conversation and short enough to be stored inline.
const WORDS_OF_MODELS = /^(?:signature|redactedContent|thoughtSignature|encrypted_content)$/
const MIN_UNKNOWN = 16_384

/** Moves large base64 to a file next to the recording and leaves a mark. */
export function moveMedia(value: Json, { stem, files }: { stem: string; files: MediaFiles }): Json {
  return mapStrings(value, (text, member) => {
    const media = WORDS_OF_MODELS.test(member) ? undefined : takeMedia(text)
    if (media === undefined) return text
    const ending = endingOf(media.bytes)
    if (ending === 'bin' && text.length < MIN_UNKNOWN) return text
    const digest = sha256(media.bytes)
    const name = `${stem}.${digest.slice(0, 8)}.${ending}`
    files.set(name, media.bytes)
    return `${media.prefix}media:${text.length - media.prefix.length}:sha256:${digest}:${name}`
  })
}

/** Restores the media. Marks contain file names, never paths. */
export function bringMedia(value: Json, file: string): Json {
  return mapStrings(value, (text) => {
    const mark = parseMark(text)
    if (mark?.file === undefined) return text
    return mark.prefix + readMedia(mark.file, file).toString('base64')
  })
}

function readMedia(name: string, file: string): Buffer {
  try {
    return readFileSync(join(dirname(file), name))
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code !== 'ENOENT') throw thrown
    throw new Error(`${name} is missing; it belongs to this recording`, { cause: thrown })
  }
}

function eventToJson({ type, payload, atMs, exception, id }: RecordedEvent): JsonObject {
  const head: JsonObject = {
    atMs,
    [exception === true ? 'exception' : 'event']: type,
    ...(id !== undefined && { id }),
  }
  const value = sameAgain(payload)
  if (!isObject(value)) return { ...head, text: payload }
  const native = nativeOf(value)
  if (native !== undefined) {
    const { bytes: _moved, ...rest } = value
    if (JSON.stringify(wrap(native, rest)) === payload) return { ...head, native, ...rest }
  }
  return { ...head, data: value }
}

/** The native JSON of a chunk, if its base64 round-trips exactly. */
function nativeOf({ bytes }: JsonObject): Json | undefined {
  if (typeof bytes !== 'string') return undefined
  const text = Buffer.from(bytes, 'base64').toString()
  const value = sameAgain(text)
  return isObject(value) && Buffer.from(text).toString('base64') === bytes ? value : undefined
}

function wrap(native: Json, rest: JsonObject): JsonObject {
  return { bytes: Buffer.from(JSON.stringify(native)).toString('base64'), ...rest }
}

/** Parses the second document of a recording. Throws an error that describes the problem. */
export function readResponses(document: unknown, file: string): RecordedResponse[] {
  const list = isObject(document) ? document['responses'] : undefined
  if (!Array.isArray(list) || list.length === 0) {
    throw new Error('responses is not a list with at least one response')
  }
  return list.map((item) => {
    if (!isObject(item) || typeof item['status'] !== 'number') {
      throw new Error('a response has no status')
    }
    return {
      status: item['status'],
      headers: headersFrom(item['headers']),
      latencyMs: typeof item['latencyMs'] === 'number' ? item['latencyMs'] : 0,
      body: Array.isArray(item['events'])
        ? item['events'].map(eventFromJson)
        : bodyFromJson(item, file),
    }
  })
}

export function headersFrom(value: Json | undefined): Headers {
  if (!isObject(value)) return []
  return Object.entries(value).map(([name, text]) => [
    name,
    typeof text === 'string' ? text : JSON.stringify(text),
  ])
}

function bodyFromJson({ body, text, base64 }: JsonObject, file: string): Buffer {
  if (body !== undefined) return Buffer.from(JSON.stringify(bringMedia(body, file)))
  if (typeof text === 'string') return Buffer.from(text)
  return Buffer.from(typeof base64 === 'string' ? base64 : '', 'base64')
}

export function eventFromJson(item: Json): RecordedEvent {
  const { atMs, event, exception, id, text, data, native, ...rest } = isObject(item) ? item : {}
  const type = exception ?? event
  const payload =
    native !== undefined
      ? JSON.stringify(wrap(native, rest))
      : typeof text === 'string'
        ? text
        : JSON.stringify(data ?? {})
  return {
    type: typeof type === 'string' ? type : '',
    payload,
    atMs: typeof atMs === 'number' ? atMs : 0,
    ...(exception !== undefined && { exception: true }),
    ...(typeof id === 'string' && { id }),
  }
}
