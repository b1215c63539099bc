import { crc32 } from 'node:zlib'
import { EventStreamCodec } from '@smithy/eventstream-codec'
import { exceptionType } from '../aws/errors.ts'
import type { AwsError } from '../aws/errors.ts'
import type { JsonObject } from '../json.ts'
import type { Frame, Framing, StreamEvent } from './framing.ts'

/** AWS's binary event stream: length, headers, payload and two checksums per frame. */
export const eventStream: Framing = {
  type: 'application/vnd.amazon.eventstream',
  payloadOf: pad,
  encode,
  encodeError: (error: AwsError) =>
    encode({
      type: exceptionType(error),
      payload: JSON.stringify({ message: error.message, ...error.members }),
      exception: true,
    }),
  frameLength(bytes) {
    if (bytes.length < LENGTH_BYTES) return undefined
    const length = bytes.readUInt32BE(0)
    if (length < MIN_FRAME_BYTES) throw new Error(`a frame of ${length} bytes is too short`)
    return bytes.length < length ? undefined : length
  },
  decode,
  lastFrames,
  isPartial: (rest) => rest.length > 0,
  damage(frame) {
    // The last byte belongs to the checksum.
    const copy = Buffer.from(frame)
    copy[copy.length - 1] = (copy.at(-1) ?? 0) ^ 0xff
    return copy
  },
}

const LENGTH_BYTES = 4
const MIN_FRAME_BYTES = 16

const codec = new EventStreamCodec(
  (bytes) => (typeof bytes === 'string' ? bytes : Buffer.from(bytes).toString()),
  (text) => Buffer.from(text),
)

const JSON_TYPE = { type: 'string', value: 'application/json' } as const
const EVENT = { type: 'string', value: 'event' } as const
const EXCEPTION = { type: 'string', value: 'exception' } as const

function encode({ type, payload, exception, contentType }: StreamEvent): Buffer {
  const name = { type: 'string', value: type } as const
  const content =
    contentType === undefined ? JSON_TYPE : ({ type: 'string', value: contentType } as const)
  const bytes = codec.encode({
    headers:
      exception === true
        ? { ':exception-type': name, ':content-type': content, ':message-type': EXCEPTION }
        : { ':event-type': name, ':content-type': content, ':message-type': EVENT },
    body: typeof payload === 'string' ? Buffer.from(payload) : payload,
  })
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

const PADDING = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'

/**
 * A payload with the padding member that AWS sorts in among its keys: a prefix of one fixed alphabet, 2 to 61 long.
 * AWS draws the length at random; here it follows from the payload, so that the same answer has the same bytes.
 */
function pad(payload: JsonObject): string {
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

function decode(bytes: Buffer): Frame {
  const { headers, body } = codec.decode(bytes)
  const text = (name: string) => String(headers[name]?.value ?? '')
  const payload = Buffer.from(body)
  switch (text(':message-type')) {
    case 'event':
      return { kind: 'event', type: text(':event-type'), payload, bytes }
    case 'exception':
      return { kind: 'exception', type: text(':exception-type'), payload, bytes }
    default:
      return { kind: 'other', type: text(':error-code'), payload, bytes }
  }
}

/** Searches from the end: where a frame begins, its length leads exactly to the last byte. */
function lastFrames(bytes: Buffer): Frame[] {
  for (let at = bytes.length - MIN_FRAME_BYTES; at >= 0; at--) {
    if (bytes.readUInt32BE(at) !== bytes.length - at) continue
    try {
      return [decode(bytes.subarray(at))]
    } catch {
      // These four bytes were a length by chance.
    }
  }
  return []
}
