import { crc32 } from 'node:zlib'
import { EventStreamCodec } from '@smithy/eventstream-codec'
import type { JsonObject } from '../json.ts'
import { exceptionType } from './errors.ts'
import type { AwsError } from './errors.ts'
import type { Headers } from './headers.ts'

const codec = new EventStreamCodec(
  (bytes) => (typeof bytes === 'string' ? bytes : Buffer.from(bytes).toString()),
  (text) => Buffer.from(text),
)
const JSON_TYPE = { type: 'string', value: 'application/json' } as const
const PADDING = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'

/** One frame that carries an event; the payload is sent as it stands. */
export function encodeEvent(type: string, payload: string): Buffer {
  return encode(
    {
      ':event-type': { type: 'string', value: type },
      ':content-type': JSON_TYPE,
      ':message-type': { type: 'string', value: 'event' },
    },
    payload,
  )
}

/** The frame that ends a stream with an error; the HTTP status stays 200. */
export function encodeException(error: AwsError): Buffer {
  return encodeExceptionText(
    exceptionType(error),
    JSON.stringify({ message: error.message, ...error.members }),
  )
}

export function encodeExceptionText(type: string, payload: string): Buffer {
  return encode(
    {
      ':exception-type': { type: 'string', value: type },
      ':content-type': JSON_TYPE,
      ':message-type': { type: 'string', value: 'exception' },
    },
    payload,
  )
}

function encode(headers: Parameters<typeof codec.encode>[0]['headers'], payload: string): Buffer {
  const bytes = codec.encode({ headers, body: Buffer.from(payload) })
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

/**
 * A payload with the padding member that AWS sorts in among its keys: a prefix of one fixed alphabet, 2 to 61 long.
 * AWS draws the length at random; here it follows from the payload, so that the same answer has the same bytes.
 */
export function pad(payload: JsonObject): string {
  const text = JSON.stringify(payload)
  const p = PADDING.slice(0, 2 + (crc32(text) % 60))
  const keys = Object.keys(payload)
  const after = keys.findIndex((key) => key > 'p')
  if (after === -1) return `${text.slice(0, -1)}${keys.length === 0 ? '' : ','}"p":"${p}"}`
  const padded: JsonObject = {}
  for (const [index, key] of keys.entries()) {
    if (index === after) padded['p'] = p
    padded[key] = payload[key] ?? null
  }
  return JSON.stringify(padded)
}

export interface Frame {
  /** `event` or `exception`; `error` for what no model names. */
  message: string
  /** The event's type, or the exception's. */
  type: string
  payload: Buffer
  bytes: Buffer
}

/** Cuts a stream of bytes into frames, wherever its chunks begin and end. Throws on a checksum that does not hold. */
export class FrameDecoder {
  #rest: Buffer = Buffer.alloc(0)

  push(chunk: Buffer): Frame[] {
    this.#rest = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk])
    const frames: Frame[] = []
    while (this.#rest.length >= 4) {
      const length = this.#rest.readUInt32BE(0)
      if (length < 16) throw new Error(`a frame of ${length} bytes is too short`)
      if (this.#rest.length < length) break
      frames.push(decodeFrame(this.#rest.subarray(0, length)))
      this.#rest = this.#rest.subarray(length)
    }
    return frames
  }

  /** Bytes of a frame that has not come to its end. */
  get pending(): number {
    return this.#rest.length
  }
}

export function decodeFrame(bytes: Buffer): Frame {
  const { headers, body } = codec.decode(bytes)
  const text = (name: string) => String(headers[name]?.value ?? '')
  const message = text(':message-type')
  const type = text(
    message === 'exception'
      ? ':exception-type'
      : message === 'error'
        ? ':error-code'
        : ':event-type',
  )
  return { message, type, payload: Buffer.from(body), bytes }
}

export function isEventStream(headers: Headers): boolean {
  return headers.some(
    ([name, value]) =>
      name.toLowerCase() === 'content-type' && value.includes('vnd.amazon.eventstream'),
  )
}
