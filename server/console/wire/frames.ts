import { EventStreamCodec } from '@smithy/eventstream-codec'

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
    super('The connection was cut within an event.')
  }
}

const PRELUDE_BYTES = 12
const MAX_FRAME_BYTES = 32 * 1024 * 1024

/** Splits a stream into frames, however it is chunked. Throws CutStream if bytes are left at the end. */
export async function* readFrames(stream: ReadableStream<Uint8Array>): AsyncGenerator<Frame, void> {
  const reader = stream.getReader()
  let waiting = new Uint8Array(0)
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) break
      waiting = joined(waiting, value)
      for (let length = nextLength(waiting); length !== undefined; length = nextLength(waiting)) {
        yield decode(waiting.subarray(0, length))
        waiting = waiting.slice(length)
      }
    }
  } finally {
    // A reader that stops closes the connection.
    await reader.cancel().catch(() => {})
  }
  if (waiting.length > 0) throw new CutStream()
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(a.length + b.length)
  all.set(a)
  all.set(b, a.length)
  return all
}

/** The length of the frame at the beginning; undefined while it is incomplete. */
function nextLength(bytes: Uint8Array): number | undefined {
  if (bytes.length < PRELUDE_BYTES) return undefined
  const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0)
  if (length > MAX_FRAME_BYTES) throw new Error(`A frame of ${length} bytes is too long.`)
  return bytes.length >= length ? length : undefined
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
