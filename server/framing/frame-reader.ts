import type { Frame, Framing } from './framing.ts'

/** Cuts a stream of bytes into frames, wherever its chunks begin and end. */
export class FrameReader {
  readonly #framing: Framing
  #rest: Buffer = Buffer.alloc(0)

  constructor(framing: Framing) {
    this.#framing = framing
  }

  /** The frames that this chunk completes. Throws if one is damaged. */
  push(chunk: Buffer): Frame[] {
    this.#rest = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk])
    const frames: Frame[] = []
    for (;;) {
      const length = this.#framing.frameLength(this.#rest)
      if (length === undefined) return frames
      frames.push(this.#framing.decode(this.#rest.subarray(0, length)))
      this.#rest = this.#rest.subarray(length)
    }
  }

  /** Whether the bytes so far end within a frame. */
  get partial(): boolean {
    return this.#framing.isPartial(this.#rest)
  }
}
