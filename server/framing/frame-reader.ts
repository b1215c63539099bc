import { newSearch } from './framing.ts'
import type { Frame, Framing } from './framing.ts'

/** Splits a byte stream into frames, however it is chunked. */
export class FrameReader {
  readonly #framing: Framing
  /** The bytes after the last frame begin and end here. */
  #buffer: Buffer = Buffer.alloc(0)
  #start = 0
  #end = 0
  #search = newSearch()

  constructor(framing: Framing) {
    this.#framing = framing
  }

  /** The frames that this chunk completes. Throws if one is damaged. */
  push(chunk: Buffer): Frame[] {
    this.#append(chunk)
    const frames: Frame[] = []
    for (;;) {
      const rest = this.#rest()
      const length = this.#framing.frameLength(rest, this.#search)
      if (length === undefined) return frames
      this.#search = newSearch()
      frames.push(this.#framing.decode(rest.subarray(0, length)))
      this.#start += length
    }
  }

  /** Whether the bytes so far end within a frame. */
  get partial(): boolean {
    return this.#framing.isPartial(this.#rest())
  }

  #rest(): Buffer {
    return this.#buffer.subarray(this.#start, this.#end)
  }

  /** Frames share the buffer, so nothing in it moves. A larger one leaves space, so that few bytes are copied again. */
  #append(chunk: Buffer): void {
    const rest = this.#rest()
    if (rest.length === 0) {
      this.#buffer = chunk
      this.#start = 0
      this.#end = chunk.length
      return
    }
    if (this.#end + chunk.length > this.#buffer.length) {
      this.#buffer = Buffer.allocUnsafe(Math.max(rest.length + chunk.length, 2 * rest.length))
      rest.copy(this.#buffer)
      this.#start = 0
      this.#end = rest.length
    }
    chunk.copy(this.#buffer, this.#end)
    this.#end += chunk.length
  }
}
