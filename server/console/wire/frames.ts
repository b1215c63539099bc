import { EventStreamCodec } from '@smithy/eventstream-codec'
import { received } from './received.ts'

const decoder = new TextDecoder()
const encoder = new TextEncoder()

/** The server's own codec, which verifies both checksums of a frame. */
const codec = new EventStreamCodec(
  (bytes) => (typeof bytes === 'string' ? bytes : decoder.decode(bytes)),
  (text) => encoder.encode(text),
)

/** One message of an event stream. */
export interface Frame {
  kind: 'event' | 'exception' | 'error'
  /** `contentBlockDelta`, or the name of the exception. */
  type: string
  payload: string
}

/** The stream ended within a frame. */
export class CutStream extends Error {
  constructor() {
    super('The connection was closed in the middle of an event.')
  }
}

const PRELUDE_BYTES = 12
const MAX_FRAME_BYTES = 32 * 1024 * 1024

/** Splits a stream into frames, however it is chunked. Throws CutStream if bytes are left at the end. */
export async function* readFrames(stream: ReadableStream<Uint8Array>): AsyncGenerator<Frame, void> {
  const reader = stream.getReader()
  let pieces: Uint8Array[] = []
  let size = 0
  let needed = PRELUDE_BYTES
  try {
    for (;;) {
      const { done, value } = await received(reader.read())
      if (done) break
      pieces.push(value)
      size += value.length
      // Joining the pieces of a large frame each time would copy it again and again.
      if (size < needed) continue
      const bytes = joined(pieces, size)
      let start = 0
      while ((needed = neededAt(bytes, start)) <= size - start) {
        yield decode(bytes.subarray(start, start + needed))
        start += needed
      }
      pieces = [bytes.subarray(start)]
      size -= start
    }
  } finally {
    // A reader that stops closes the connection.
    await reader.cancel().catch(() => {})
  }
  if (size > 0) throw new CutStream()
}

function joined(pieces: readonly Uint8Array[], size: number): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(size)
  let end = 0
  for (const piece of pieces) {
    all.set(piece, end)
    end += piece.length
  }
  return all
}

/** The length of the frame that begins here, as far as it is known. */
function neededAt(bytes: Uint8Array, start: number): number {
  if (bytes.length - start < PRELUDE_BYTES) return PRELUDE_BYTES
  const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(start)
  if (length > MAX_FRAME_BYTES) throw new Error(`A frame of ${length} bytes is too long.`)
  return Math.max(length, PRELUDE_BYTES)
}

function decode(bytes: Uint8Array): Frame {
  const { headers, body } = codec.decode(bytes)
  const header = (name: string) => String(headers[name]?.value ?? '')
  const kind = header(':message-type')
  return {
    kind: kind === 'exception' || kind === 'error' ? kind : 'event',
    type: header(':event-type') || header(':exception-type') || header(':error-code'),
    payload: decoder.decode(body),
  }
}
