const MOST_FOLLOWERS = 64

/** Those that follow a server now; they end before it closes. */
export class Followers {
  readonly #ends = new Set<() => void>()

  get full(): boolean {
    return this.#ends.size >= MOST_FOLLOWERS
  }

  add(end: () => void): () => void {
    this.#ends.add(end)
    return () => this.#ends.delete(end)
  }

  close(): void {
    for (const end of this.#ends) end()
  }
}
