import type { AwsError } from '../aws/errors.ts'
import type { Arrived } from '../bedrock/answer.ts'
import { joiner } from '../neutral/delta.ts'
import type { Delta } from '../neutral/delta.ts'

/** Deltas on their way to the client, collected as they pass. If the reader stops, the upstream call is aborted. */
export class Arriving implements AsyncIterable<Delta>, AsyncIterator<Delta> {
  readonly arrived: Arrived = {}
  readonly #deltas: AsyncGenerator<Delta>
  readonly #end: () => void
  readonly #errorOf: (thrown: unknown) => AwsError
  readonly #gone: AbortSignal
  readonly #joined = joiner()
  #hasEnded = false

  /** `end` is called once at the end of the answer; `gone` is aborted if the client disconnects. */
  constructor(
    deltas: AsyncGenerator<Delta>,
    end: () => void,
    errorOf: (thrown: unknown) => AwsError,
    gone: AbortSignal,
  ) {
    this.#gone = gone
    this.#deltas = deltas
    this.#end = end
    this.#errorOf = errorOf
  }

  [Symbol.asyncIterator](): AsyncIterator<Delta> {
    return this
  }

  async next(): Promise<IteratorResult<Delta>> {
    try {
      const result = await this.#deltas.next()
      if (result.done === true) this.#finish()
      else this.#pass(result.value)
      return result
    } catch (thrown) {
      const error = this.#errorOf(thrown)
      // If the client leaves, it has interrupted the answer itself.
      if (!this.#gone.aborted) this.arrived.error = error
      this.#finish()
      throw error
    }
  }

  async return(): Promise<IteratorResult<Delta>> {
    this.#finish()
    await this.#deltas.return(undefined)
    return { done: true, value: undefined }
  }

  #pass(delta: Delta): void {
    this.#joined.add(delta)
    if (delta.type === 'stop') this.arrived.message = this.#joined.message()
  }

  #finish(): void {
    if (this.#hasEnded) return
    this.#hasEnded = true
    this.arrived.message ??= this.#joined.message()
    this.#end()
  }
}
