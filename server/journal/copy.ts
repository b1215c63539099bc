import type { Made, MadeFrames, Wire } from '../bedrock/wire.ts'
import type { Framing } from '../framing/framing.ts'
import { tee } from '../framing/tee.ts'
import type { TeeListener } from '../framing/tee.ts'

/** A copied body: a slice of a buffer would keep the whole buffer in memory. */
export interface Copy {
  /** The beginning of plain bytes. Long bodies stay off the heap, where the collector would move them repeatedly. */
  readonly text: string | Buffer
  /** The beginning of a stream, as bytes, and its framing. */
  readonly head?: Buffer
  framing?: Framing
  /** The end, if the head is not the whole body: it contains the usage. */
  tail?: Buffer
  bytes: number
  clipped: boolean
}

/** Longer than the last frame of a stream, and than what follows the text in a body. */
const TAIL_BYTES = 2_048
export const NONE: Copy = { text: '', bytes: 0, clipped: false }

/** Shorter bodies are cheaper as strings. */
const SHORT = 2_048

/** Stores clipped bytes in the page. `whole` is all of them as text, if there is such a text already. */
export function copyRequest(bytes: Buffer, clip: number, page?: Buffer, whole?: string): Copy {
  const { length } = bytes
  if (length === 0) return NONE
  if (whole !== undefined && length <= clip) return { text: whole, bytes: length, clipped: false }
  return { text: begin(bytes, clip, page), bytes: length, clipped: length > clip }
}

function begin(bytes: Buffer, clip: number, page: Buffer | undefined): string | Buffer {
  const { length } = bytes
  if (length <= Math.min(clip, SHORT)) return bytes.toString('utf8')
  if (page === undefined || length <= clip) return Buffer.from(bytes.subarray(0, clip))
  return page.subarray(0, bytes.copy(page, 0, 0, clip))
}

export function copyText({ text, clipped }: Copy): string {
  if (typeof text === 'string') return text
  const whole = text.toString('utf8')
  // Do not cut a character in half.
  return clipped && whole.endsWith('\uFFFD') ? whole.slice(0, -1) : whole
}

/** Copies of frozen bodies that are sent repeatedly; their exchanges share one copy. */
const shared = new WeakMap<object, Copy>()

type Bytes = Omit<Extract<Wire['body'], { kind: 'bytes' }>, 'kind'>

function copyBytes(body: Bytes, clip: number): Copy {
  if (body.made !== undefined && body.made.length <= clip) return new MadeText(body, body.made)
  const { text, length = body.bytes.length } = body
  if (text !== undefined && length <= clip) {
    const known = shared.get(body)
    if (known !== undefined) return known
    const copy: Copy = { text, bytes: length, clipped: false }
    if (Object.isFrozen(body)) shared.set(body, copy)
    return copy
  }
  const { bytes } = body
  const copy = copyRequest(bytes, clip)
  return copy.clipped ? { ...copy, tail: Buffer.from(bytes.subarray(-TAIL_BYTES)) } : copy
}

/** Streams are several times as large as their text. */
const STREAM_FACTOR = 8

function copyFrames(body: Extract<Wire['body'], { kind: 'frames' }>, clip: number): Copy {
  const { joined, made, framing } = body
  if (framing === undefined) return copyBytes({ bytes: Buffer.concat(body.frames) }, clip)
  if (made !== undefined && made.length <= STREAM_FACTOR * clip)
    return new MadeStream(made, framing)
  // The renderer keeps these bytes anyway, so holding on to them costs nothing.
  if (joined !== undefined && joined.length <= STREAM_FACTOR * clip)
    return { text: '', head: joined, framing, bytes: joined.length, clipped: false }
  const { frames } = body
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
    framing,
    ...(clipped && last !== undefined && { tail: Buffer.from(last) }),
    bytes,
    clipped,
  }
}

/**
 * Keeps what is needed to render a body again, which is smaller than the body. Thousands of copies are kept, so all other
 * members are computed.
 */
abstract class MadeCopy {
  protected abstract readonly made: Made

  get bytes(): number {
    return this.made.length
  }

  get clipped(): boolean {
    return false
  }
}

class MadeText extends MadeCopy implements Copy {
  readonly #body: Bytes
  protected readonly made: Made

  constructor(body: Bytes, made: Made) {
    super()
    this.#body = body
    this.made = made
  }

  get text(): string {
    return this.#body.text ?? ''
  }
}

class MadeStream extends MadeCopy implements Copy {
  readonly framing: Framing
  protected readonly made: MadeFrames

  constructor(made: MadeFrames, framing: Framing) {
    super()
    this.framing = framing
    this.made = made
  }

  get text(): string {
    return ''
  }

  get head(): Buffer {
    return this.made.bytes()
  }
}

/** Copies the beginning and the end of the data that passes through. */
export class Tap implements TeeListener {
  readonly #clip: number
  #head: Buffer[] = []
  #tail: Buffer[] = []
  #tailBytes = 0
  #bytes = 0

  constructor(clip: number) {
    this.#clip = clip
  }

  chunk(chunk: Buffer): void {
    const room = this.#clip - this.#bytes
    if (room > 0) this.#head.push(Buffer.from(chunk.subarray(0, room)))
    this.#bytes += chunk.length
    this.#tail.push(Buffer.from(chunk.subarray(-TAIL_BYTES)))
    this.#tailBytes += Math.min(chunk.length, TAIL_BYTES)
    while (this.#tailBytes - (this.#tail[0]?.length ?? 0) >= TAIL_BYTES)
      this.#tailBytes -= this.#tail.shift()?.length ?? 0
  }

  /** The data so far: bytes of a stream, or the text of a body. */
  copy(framing: Framing | undefined): Copy {
    const head = Buffer.concat(this.#head)
    const clipped = this.#bytes > head.length
    const tail = clipped ? { tail: Buffer.concat(this.#tail).subarray(-TAIL_BYTES) } : {}
    const common = { ...tail, bytes: this.#bytes, clipped }
    return framing === undefined
      ? { text: head, ...common }
      : { text: '', head, framing, ...common }
  }
}

/** The same body, with a tap if its bytes are not known before they are sent. */
export function tapped(wire: Wire, clip: number): { wire: Wire; tap: Tap | undefined } {
  const { body } = wire
  if (body.kind !== 'flow') return { wire, tap: undefined }
  // A fixture can only be made from a complete stream.
  const tap = new Tap(body.framing === undefined ? clip : STREAM_FACTOR * clip)
  return { wire: { ...wire, body: { ...body, chunks: tee(body.chunks, tap) } }, tap }
}

export function copyOf({ body }: Wire, tap: Tap | undefined, clip: number): Copy {
  switch (body.kind) {
    case 'bytes':
      return copyBytes(body, clip)
    case 'frames':
      return copyFrames(body, clip)
    case 'flow':
      return tap === undefined ? NONE : tap.copy(body.framing)
    case 'nothing':
      return NONE
  }
}

/** The memory used by a copy. */
export function heldBytes(copy: Copy): number {
  if (copy instanceof MadeCopy) return copy.bytes
  const { text, head, tail } = copy
  return text.length + (head?.length ?? 0) + (tail?.length ?? 0)
}
