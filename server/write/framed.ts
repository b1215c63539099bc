import { AwsError } from '../aws/errors.ts'
import type { Framing } from '../framing/framing.ts'
import type { Delta } from '../neutral/delta.ts'

/**
 * The frames of an answer, sent as soon as each delta arrives. If the answer breaks off, the last frame is an error.
 */
export function framed(
  deltas: AsyncIterable<Delta>,
  frames: (delta: Delta) => Buffer[],
  framing: Framing,
): AsyncIterable<Buffer> {
  return {
    [Symbol.asyncIterator]: () => new Frames(deltas[Symbol.asyncIterator](), frames, framing),
  }
}

/** Not a generator: if its reader leaves before the first chunk, a generator never notifies its source. */
class Frames implements AsyncIterator<Buffer> {
  readonly #deltas: AsyncIterator<Delta>
  readonly #frames: (delta: Delta) => Buffer[]
  readonly #framing: Framing
  #count = 0
  #hasEnded = false

  constructor(deltas: AsyncIterator<Delta>, frames: (delta: Delta) => Buffer[], framing: Framing) {
    this.#deltas = deltas
    this.#frames = frames
    this.#framing = framing
  }

  async next(): Promise<IteratorResult<Buffer>> {
    if (this.#hasEnded) return END
    try {
      for (;;) {
        const { done, value } = await this.#deltas.next()
        if (done === true) return this.#end(this.#framing.end)
        const frames = this.#frames(value)
        this.#count += frames.length
        const [first] = frames
        if (first === undefined) continue
        return { done: false, value: frames.length === 1 ? first : Buffer.concat(frames) }
      }
    } catch (thrown) {
      return this.#end(this.#framing.encodeError(AwsError.from(thrown), this.#count))
    }
  }

  async return(): Promise<IteratorResult<Buffer>> {
    this.#hasEnded = true
    await this.#deltas.return?.()
    return END
  }

  #end(last: Buffer | undefined): IteratorResult<Buffer> {
    this.#hasEnded = true
    return last === undefined ? END : { done: false, value: last }
  }
}

const END: IteratorResult<Buffer> = { done: true, value: undefined }
