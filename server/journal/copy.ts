import type { Wire } from '../bedrock/wire.ts'
import { isEventStream } from '../aws/eventstream.ts'

/** A body, copied out of what carried it: a slice of a buffer would keep all of it in memory. */
export interface Copy {
  /** The beginning of plain bytes; what is long stays off the heap, whose collector would move it again and again. */
  text: string | Buffer
  /** The beginning of a stream, as bytes. */
  head?: Buffer
  /** The end, where the head is not the whole: usage stands there. */
  tail?: Buffer
  bytes: number
  clipped: boolean
}

/** Longer than any frame that ends a stream, and than what follows the text in a body. */
const TAIL_BYTES = 2_048
export const NONE: Copy = { text: '', bytes: 0, clipped: false }

/** Shorter bodies are cheaper as strings. */
const SHORT = 2_048

/** What is clipped goes into the page. */
export function copyRequest(bytes: Buffer, clip: number, page?: Buffer): Copy {
  const { length } = bytes
  if (length === 0) return NONE
  return { text: begin(bytes, clip, page), bytes: length, clipped: length > clip }
}

function begin(bytes: Buffer, clip: number, page: Buffer | undefined): string | Buffer {
  const { length } = bytes
  if (length <= Math.min(clip, SHORT)) return bytes.toString('utf8')
  if (page === undefined || length <= clip) return Buffer.from(bytes.subarray(0, clip))
  return page.subarray(0, bytes.copy(page, 0, 0, clip))
}

export function textOf({ text, clipped }: Copy): string {
  if (typeof text === 'string') return text
  const whole = text.toString('utf8')
  // Cut within a character, the text would end with a sign that nobody sent.
  return clipped && whole.endsWith('\uFFFD') ? whole.slice(0, -1) : whole
}

/** Of bodies that go out again and again, which are frozen: all their exchanges hold the same one. */
const shared = new WeakMap<object, Copy>()

function copyBytes(body: { bytes: Buffer; text?: string }, clip: number): Copy {
  const { bytes, text } = body
  const { length } = bytes
  if (text !== undefined && length <= clip) {
    const known = shared.get(body)
    if (known !== undefined) return known
    const copy: Copy = { text, bytes: length, clipped: false }
    if (Object.isFrozen(body)) shared.set(body, copy)
    return copy
  }
  const copy = copyRequest(bytes, clip)
  return copy.clipped ? { ...copy, tail: Buffer.from(bytes.subarray(-TAIL_BYTES)) } : copy
}

/** Frames are several times as large as the texts in them. */
const FRAMING = 8

function copyFrames(
  { frames, joined }: { frames: readonly Buffer[]; joined?: Buffer },
  clip: number,
): Copy {
  // Kept by whoever rendered it: to hold on to it costs nothing.
  if (joined !== undefined && joined.length <= FRAMING * clip)
    return { text: '', head: joined, bytes: joined.length, clipped: false }
  let bytes = 0
  let within = 0
  let count = 0
  for (const frame of frames) {
    bytes += frame.length
    if (bytes > clip) continue
    within = bytes
    count++
  }
  const clipped = count < frames.length
  const last = frames.at(-1)
  return {
    text: '',
    head: Buffer.concat(clipped ? frames.slice(0, count) : frames, within),
    ...(clipped && last !== undefined && { tail: Buffer.from(last) }),
    bytes,
    clipped,
  }
}

/** Copies what passes by. The chunks go on as they are. */
export class Tap implements AsyncIterable<Buffer> {
  readonly #chunks: AsyncIterable<Buffer>
  readonly #clip: number
  #head: Buffer[] = []
  #tail: Buffer[] = []
  #tailBytes = 0
  #bytes = 0

  constructor(chunks: AsyncIterable<Buffer>, clip: number) {
    this.#chunks = chunks
    this.#clip = clip
  }

  [Symbol.asyncIterator](): AsyncIterator<Buffer> {
    const inner = this.#chunks[Symbol.asyncIterator]()
    return {
      next: async () => {
        const result = await inner.next()
        if (result.done !== true) this.#copy(result.value)
        return result
      },
      // Passed on also before the first chunk was asked for: a generator would not.
      return: async () => {
        await inner.return?.()
        return { done: true, value: undefined }
      },
    }
  }

  #copy(chunk: Buffer): void {
    const room = this.#clip - this.#bytes
    if (room > 0) this.#head.push(Buffer.from(chunk.subarray(0, room)))
    this.#bytes += chunk.length
    this.#tail.push(Buffer.from(chunk.subarray(-TAIL_BYTES)))
    this.#tailBytes += Math.min(chunk.length, TAIL_BYTES)
    while (this.#tailBytes - (this.#tail[0]?.length ?? 0) >= TAIL_BYTES)
      this.#tailBytes -= this.#tail.shift()?.length ?? 0
  }

  /** What came by: of a stream the bytes, of a body its text. */
  copy(stream: boolean): Copy {
    const head = Buffer.concat(this.#head)
    const clipped = this.#bytes > head.length
    const tail = clipped ? { tail: Buffer.concat(this.#tail).subarray(-TAIL_BYTES) } : {}
    const common = { ...tail, bytes: this.#bytes, clipped }
    return stream ? { text: '', head, ...common } : { text: head, ...common }
  }
}

/** The same body, with a tap in it where its bytes are not known before they are sent. */
export function tapped(wire: Wire, clip: number): { wire: Wire; tap: Tap | undefined } {
  if (wire.body.kind !== 'flow') return { wire, tap: undefined }
  // A fixture can be made only of a whole stream.
  const most = isEventStream(wire.headers) ? FRAMING * clip : clip
  const tap = new Tap(wire.body.chunks, most)
  return { wire: { ...wire, body: { kind: 'flow', chunks: tap } }, tap }
}

export function copyOf({ body, headers }: Wire, tap: Tap | undefined, clip: number): Copy {
  switch (body.kind) {
    case 'bytes':
      return copyBytes(body, clip)
    case 'frames':
      return copyFrames(body, clip)
    case 'flow':
      return tap === undefined ? NONE : tap.copy(isEventStream(headers))
  }
}

/** How much memory a copy takes. */
export function heldBytes({ text, head, tail }: Copy): number {
  return text.length + (head?.length ?? 0) + (tail?.length ?? 0)
}
