import type { Transcript } from './transcript.ts'

/** More than this is passed on, but not held in memory to be saved. */
const MOST_BYTES = 64 * 1024 * 1024

/** Hands every chunk on at once and writes it down; `finish` is called once, however it ends. */
export function tee(
  chunks: AsyncIterable<Buffer>,
  transcript: Transcript,
  finish: () => void,
): AsyncIterable<Buffer> {
  return {
    [Symbol.asyncIterator]: () => new Listener(chunks[Symbol.asyncIterator](), transcript, finish),
  }
}

/** No generator: those know nothing of a reader that leaves before its first chunk, and what they read goes on. */
class Listener implements AsyncIterator<Buffer> {
  readonly #inner: AsyncIterator<Buffer>
  readonly #transcript: Transcript
  readonly #finish: () => void
  #ended = false

  constructor(inner: AsyncIterator<Buffer>, transcript: Transcript, finish: () => void) {
    this.#inner = inner
    this.#transcript = transcript
    this.#finish = finish
  }

  async next(): Promise<IteratorResult<Buffer>> {
    const { bytes } = this.#transcript
    try {
      const result = await this.#inner.next()
      if (result.done === true) this.#end(bytes <= MOST_BYTES ? 'complete' : 'too large')
      else this.#write(result.value)
      return result
    } catch (thrown) {
      this.#end('broke')
      throw thrown
    }
  }

  async return(): Promise<IteratorResult<Buffer>> {
    this.#end('left')
    await this.#inner.return?.()
    return { done: true, value: undefined }
  }

  #write(chunk: Buffer): void {
    const transcript = this.#transcript
    transcript.bytes += chunk.length
    if (transcript.bytes > MOST_BYTES) transcript.chunks.length = 0
    else {
      transcript.chunks.push(chunk)
      transcript.atMs.push(performance.now() - transcript.startedAt)
    }
  }

  #end(ended: Transcript['ended']): void {
    if (this.#ended) return
    this.#ended = true
    this.#transcript.ended = ended
    this.#finish()
  }
}
