const MAX_FOLLOWERS = 64

/** What a page shows besides calls. */
export type Changed = 'fixtures' | 'faults' | 'mode' | 'quotas' | 'sessions' | 'journal'

/** Those that follow a server now; they end before it closes. */
export class Followers {
  readonly #ends = new Set<() => void>()
  readonly #changes = new Set<(what: Changed) => void>()

  get full(): boolean {
    return this.#ends.size >= MAX_FOLLOWERS
  }

  add(end: () => void): () => void {
    this.#ends.add(end)
    return () => this.#ends.delete(end)
  }

  /** Calls back when something other than the journal has changed; returns what stops it. */
  onChange(follower: (what: Changed) => void): () => void {
    this.#changes.add(follower)
    return () => this.#changes.delete(follower)
  }

  changed(what: Changed): void {
    for (const tell of this.#changes) tell(what)
  }

  close(): void {
    for (const end of this.#ends) end()
  }
}
