/** In bytes. */
export const MAX_CHARACTER = 4

/** More free pages than this are unlikely to be reused soon. */
const MAX_FREE = 64

/**
 * Reusable memory for the long parts of exchanges: what leaves the journal makes room for new data.
 * If left to the collector, such off-heap memory triggers one full collection after another; for prompts of
 * 50 KB, this was a fifth of the total work.
 */
export class Pages {
  readonly #bytes: number
  readonly #free: Buffer[] = []

  /** Each page has room for two texts of this many single-byte characters. */
  constructor(clip: number) {
    this.#bytes = 2 * clip + MAX_CHARACTER
  }

  take(): Buffer {
    return this.#free.pop() ?? Buffer.allocUnsafeSlow(this.#bytes)
  }

  /** Only for pages that nothing refers to any more. */
  giveBack(page: Buffer): void {
    if (this.#free.length < MAX_FREE) this.#free.push(page)
  }
}
