import type { AwsError } from '../aws/errors.ts'
import { isObject, parseJson } from '../json.ts'
import type { JsonObject } from '../json.ts'
import { FrameReader } from './frame-reader.ts'
import { newSearch } from './framing.ts'
import type { Frame, Framing, StreamEvent } from './framing.ts'

/** What differs between APIs that send server-sent events. */
export interface SseOptions {
  /** Write the `event:` line after the data. */
  nameLast?: true
  /** The data of the event that ends a complete stream, for example `[DONE]`. */
  end?: string
  /** Formats an error in mid-stream, after a number of events; by default as Anthropic does. */
  error?(error: AwsError, after: number): StreamEvent
}

/**
 * Server-sent events: https://html.spec.whatwg.org/multipage/server-sent-events.html
 *
 * Comments, and blocks without data, are no events. They count as the beginning of the frame that follows, so that
 * every frame has exactly one event.
 */
export function serverSentEvents({ nameLast, end, error = errorEvent }: SseOptions = {}): Framing {
  const encode = ({ type, payload, id }: StreamEvent): Buffer => {
    const name = type === '' ? '' : `event: ${oneLine(type)}\n`
    const data = payload
      .toString()
      .split(LINE_ENDS)
      .map((line) => `data: ${line}\n`)
    const fields = nameLast === true ? `${data.join('')}${name}` : `${name}${data.join('')}`
    return Buffer.from(`${id === undefined ? '' : `id: ${oneLine(id)}\n`}${fields}\n`)
  }
  const framing: Framing = {
    type: 'text/event-stream',
    isText: true,
    payloadOf: (json: JsonObject) => JSON.stringify(json),
    encode,
    encodeError: (thrown, after) => encode(error(thrown, after)),
    frameLength,
    decode,
    lastFrames: (bytes) => new FrameReader(framing).push(bytes),
    isPartial: (rest) => linesOf(rest).some(({ start, end: to }) => isField(rest, start, to)),
    damage,
    ...(end !== undefined && { end: encode({ type: '', payload: end }) }),
  }
  return framing
}

export const sse = serverSentEvents()

function errorEvent({ name, message }: AwsError): StreamEvent {
  const payload = JSON.stringify({ type: 'error', error: { type: name, message } })
  return { type: 'error', payload, exception: true }
}

const LINE_ENDS = /\r\n|\n|\r/
const oneLine = (text: string) => text.replaceAll(/[\r\n]+/g, ' ')

const LF = 0x0a
const CR = 0x0d
const COLON = 0x3a
const BYTE_ORDER_MARK = Buffer.from('\uFEFF')

interface Line {
  start: number
  /** Where its line end begins. */
  end: number
  /** Where the next line begins; undefined for an incomplete line. */
  next: number | undefined
}

/** The lines from the one that begins at `from`, which does not end before `read`. */
function* eachLine(bytes: Buffer, from = 0, read = 0): Generator<Line> {
  let start = from === 0 ? textStart(bytes) : from
  let end = Math.max(start, read)
  while (start < bytes.length) {
    while (end < bytes.length && !isLineEnd(bytes[end])) end++
    const next = end + (bytes[end] === CR && bytes[end + 1] === LF ? 2 : 1)
    yield { start, end, next: end < bytes.length ? next : undefined }
    start = end = next
  }
}

const isLineEnd = (byte: number | undefined): boolean => byte === LF || byte === CR

const textStart = (bytes: Buffer): number =>
  bytes.subarray(0, BYTE_ORDER_MARK.length).equals(BYTE_ORDER_MARK) ? BYTE_ORDER_MARK.length : 0

const linesOf = (bytes: Buffer): Line[] => [...eachLine(bytes)]

const isField = (bytes: Buffer, start: number, end: number): boolean =>
  end > start && bytes[start] !== COLON

function isData(bytes: Buffer, { start, end }: Line): boolean {
  const name = bytes.toString('latin1', start, Math.min(end, start + DATA.length + 1))
  return name === DATA || name === `${DATA}:`
}

const DATA = 'data'

function frameLength(bytes: Buffer, search = newSearch()): number | undefined {
  for (const line of eachLine(bytes, search.line, search.read)) {
    const { start, end, next } = line
    if (next !== undefined) {
      if (end > start) search.hasData ||= isData(bytes, line)
      // A line feed that comes with the next chunk looks like an empty line before the next event, which does no harm.
      else if (search.hasData) return next
    }
    // A carriage return at the end may be half of a line end.
    const isOpen = next === undefined || (next === bytes.length && bytes[end] === CR)
    search.line = isOpen ? start : next
    search.read = isOpen ? end : next
  }
  return undefined
}

/** In Latin-1, so that bytes that are not UTF-8 stay what they are. */
function decode(bytes: Buffer): Frame {
  let type = ''
  let id: string | undefined
  let data: string[] = []
  for (const { start, end } of eachLine(bytes)) {
    if (start === end && data.length === 0) type = ''
    const [, name, value = ''] = FIELD.exec(bytes.toString('latin1', start, end)) ?? []
    if (name === 'event') type = utf8(value)
    else if (name === 'id') id = utf8(value)
    else if (name === 'data') data.push(value)
  }
  const payload = Buffer.from(data.join('\n'), 'latin1')
  const kind = isError(type, payload) ? 'exception' : 'event'
  return { kind, type, payload, ...(id !== undefined && { id }), bytes }
}

/** A name, and a value that one space may precede. */
const FIELD = /^([^:]+)(?:: ?(.*))?$/s

const utf8 = (text: string): string => Buffer.from(text, 'latin1').toString()

/** An event named `error`, or one without a name whose JSON says that it is one. */
function isError(type: string, payload: Buffer): boolean {
  if (type !== '') return type === 'error'
  if (!payload.includes('"error"')) return false
  const value = parseJson(payload)
  return isObject(value) && (value['type'] === 'error' || isObject(value['error']))
}

/** The last byte of the data becomes one that is not UTF-8, and with it the JSON invalid. */
function damage(frame: Buffer): Buffer {
  const copy = Buffer.from(frame)
  const last = linesOf(frame).findLast((line) => isData(frame, line))
  if (last !== undefined) copy[last.end - 1] = 0xff
  return copy
}
