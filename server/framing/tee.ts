/** Observes a stream of bytes. */
export interface TeeListener {
  chunk(bytes: Buffer): void
  /** Called once when the bytes end: complete, with an error, or because the reader stopped. */
  end?(how: 'complete' | 'broke' | 'left'): void
}

/** Passes every chunk on at once, and shows it to the listener. */
export function tee(chunks: AsyncIterable<Buffer>, listener: TeeListener): AsyncIterable<Buffer> {
  return { [Symbol.asyncIterator]: () => new Tee(chunks[Symbol.asyncIterator](), listener) }
}

/** Not a generator: if its reader leaves before the first chunk, a generator never notifies its source. */
class Tee implements AsyncIterator<Buffer> {
  readonly #inner: AsyncIterator<Buffer>
  readonly #listener: TeeListener
  #ended = false

  constructor(inner: AsyncIterator<Buffer>, listener: TeeListener) {
    this.#inner = inner
    this.#listener = listener
  }

  async next(): Promise<IteratorResult<Buffer>> {
    try {
      const result = await this.#inner.next()
      if (result.done === true) this.#end('complete')
      else this.#listener.chunk(result.value)
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

  #end(how: 'complete' | 'broke' | 'left'): void {
    if (this.#ended) return
    this.#ended = true
    this.#listener.end?.(how)
  }
}
