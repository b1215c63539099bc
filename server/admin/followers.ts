import type { Changed } from '../journal/row.ts'

const MAX_FOLLOWERS = 64

/** The current followers of a server; disconnected before it closes. */
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

  /** Calls back when something other than the journal changes; returns a function that stops it. */
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
