/** In bytes. */
export const MAX_CHARACTER = 4

/** More than these would not be asked for again soon. */
const MAX_FREE = 64

/**
 * Memory for the long parts of exchanges, which goes round: what leaves the journal makes room for what comes.
 * Left to the collector, such memory outside its heap brings one full collection after the other; for prompts of
 * 50 KB that was a fifth of all work.
 */
export class Pages {
  readonly #bytes: number
  readonly #free: Buffer[] = []

  /** Each has room for two texts of so many characters that take a byte each. */
  constructor(clip: number) {
    this.#bytes = 2 * clip + MAX_CHARACTER
  }

  take(): Buffer {
    return this.#free.pop() ?? Buffer.allocUnsafeSlow(this.#bytes)
  }

  /** Only a page that nobody can read any more. */
  giveBack(page: Buffer): void {
    if (this.#free.length < MAX_FREE) this.#free.push(page)
  }
}
