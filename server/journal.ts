import type { Clip, Exchange } from './bedrock/types.ts'

export interface JournalOptions {
  /** How many exchanges are kept. */
  size: number
  /** How many bytes of each body are kept. */
  clip: number
}

/** The last exchanges, and whoever follows them. */
export class Journal {
  readonly #options: JournalOptions
  #ring: Exchange[] = []
  #next = 0
  #followers = new Set<(exchange: Exchange) => void>()

  constructor(options: JournalOptions) {
    this.#options = options
  }

  add(exchange: Exchange): void {
    const { size } = this.#options
    if (size > 0) {
      this.#ring[this.#next] = exchange
      this.#next = (this.#next + 1) % size
    }
    for (const follow of this.#followers) follow(exchange)
  }

  /** A copy: a slice of a request's buffer would keep all of it in memory. */
  clip(bytes: Buffer | undefined): Clip {
    if (bytes === undefined) return { text: '', bytes: 0, clipped: false }
    const { clip } = this.#options
    return {
      text: bytes.toString('utf8', 0, Math.min(clip, bytes.length)),
      bytes: bytes.length,
      clipped: bytes.length > clip,
    }
  }

  /** Oldest first. */
  list(): Exchange[] {
    const { size } = this.#options
    if (this.#ring.length < size) return [...this.#ring]
    return [...this.#ring.slice(this.#next), ...this.#ring.slice(0, this.#next)]
  }

  clear(session?: string): void {
    const kept =
      session === undefined ? [] : this.list().filter((exchange) => exchange.session !== session)
    this.#ring = kept
    this.#next = this.#options.size === 0 ? 0 : kept.length % this.#options.size
  }

  follow(follower: (exchange: Exchange) => void): () => void {
    this.#followers.add(follower)
    return () => this.#followers.delete(follower)
  }
}
