import { brotliDecompressSync, gunzipSync, inflateRawSync, inflateSync } from 'node:zlib'
import { eventStream } from '../framing/event-stream.ts'
import type { Framing } from '../framing/framing.ts'
import { isObject, parseJson } from '../json.ts'
import type { Json } from '../json.ts'
import { isGzip, MAX_BYTES } from './source.ts'

const LIMIT = { maxOutputLength: MAX_BYTES }

/** The body without the compression that its headers or first bytes name. Most recorders have removed it already. */
export function unpacked(bytes: Buffer, encoding: string | undefined): Buffer {
  if (isGzip(bytes)) return gunzipSync(bytes, LIMIT)
  // Node supports Zstandard since version 22.15; none of Bedrock's own clients requests it.
  if (encoding === undefined || bytes.length === 0 || parseJson(bytes) !== undefined) return bytes
  try {
    if (/\bbr\b/i.test(encoding)) return brotliDecompressSync(bytes, LIMIT)
    if (/deflate/i.test(encoding))
      return ((bytes[0] ?? 0) & 15) === 8 ? inflateSync(bytes, LIMIT) : inflateRawSync(bytes, LIMIT)
  } catch {
    // The header is still there, but the recorder has unpacked the body.
  }
  return bytes
}

/** Whether the bytes begin with a frame of a stream. */
export function beginsWithFrame(bytes: Buffer, framing: Framing): boolean {
  try {
    const length = framing.frameLength(bytes)
    if (length === undefined) return false
    framing.decode(bytes.subarray(0, length))
    return true
  } catch {
    return false
  }
}

const LOST = '\uFFFD'

/**
 * A stream that was saved as text. In Latin-1, each character is a byte; in UTF-8, invalid bytes are lost, and the
 * result is undefined.
 */
export function streamFromText(bytes: Buffer): Buffer | undefined {
  const text = bytes.toString()
  if (text.includes(LOST)) return undefined
  const latin1 = Buffer.from(text, 'latin1')
  return latin1.toString('latin1') === text && beginsWithFrame(latin1, eventStream)
    ? latin1
    : undefined
}

/** Event names of ConverseStream and of its exceptions. */
const EVENT = /^(?:message(?:Start|Stop)|contentBlock(?:Start|Delta|Stop)|metadata|chunk)$/
const EXCEPTION = /^\w+Exception$/

/** A stream that was saved as its parsed events, in a list or one per line, encoded again. */
export function streamFromEvents(bytes: Buffer): Buffer | undefined {
  const events = eventsIn(bytes.toString())
  const frames = events?.map(frameOf)
  return frames !== undefined && frames.length > 0 && frames.every((frame) => frame !== undefined)
    ? Buffer.concat(frames)
    : undefined
}

function eventsIn(text: string): Json[] | undefined {
  const whole = parseJson(text)
  if (Array.isArray(whole)) return whole
  const lines = text.split('\n').filter((line) => line.trim() !== '')
  const parsed = lines.map((line) => parseJson(line))
  return parsed.every((line) => line !== undefined) ? parsed : undefined
}

function frameOf(event: Json): Buffer | undefined {
  if (!isObject(event)) return undefined
  const entries = Object.entries(event)
  const [name = '', payload] = entries[0] ?? []
  if (entries.length === 1 && isObject(payload) && (EVENT.test(name) || EXCEPTION.test(name))) {
    const exception = EXCEPTION.test(name)
    return eventStream.encode({
      type: name,
      payload: JSON.stringify(payload),
      ...(exception && { exception: true }),
    })
  }
  return undefined
}

/** Native chunks of a model as a stream. */
export function streamFromChunks(chunks: readonly Json[]): Buffer {
  return Buffer.concat(
    chunks.map((chunk) => {
      const bytes = Buffer.from(JSON.stringify(chunk)).toString('base64')
      return eventStream.encode({ type: 'chunk', payload: JSON.stringify({ bytes }) })
    }),
  )
}
