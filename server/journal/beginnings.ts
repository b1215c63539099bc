import type { Call } from '../bedrock/types.ts'

/** Calls that are answered sooner are told as one: by their end. */
const SOON_MS = 25

/** Tells of calls that begin, once they have taken a moment, and only while somebody wants to know. */
export class Beginnings {
  readonly #followers = new Set<(call: Call) => void>()
  readonly #waiting = new Map<string, Call>()
  #timer: NodeJS.Timeout | undefined

  /** Whether anybody follows: looked at for every call. */
  followed = false

  follow(follower: (call: Call) => void): () => void {
    this.#followers.add(follower)
    this.followed = true
    return () => {
      this.#followers.delete(follower)
      this.followed = this.#followers.size > 0
      if (!this.followed) this.#waiting.clear()
    }
  }

  begun(call: Call): void {
    this.#waiting.set(call.id, call)
    if (this.#timer === undefined) this.#timer = setTimeout(() => this.#tell(), SOON_MS).unref()
  }

  ended(id: string): void {
    this.#waiting.delete(id)
  }

  #tell(): void {
    this.#timer = undefined
    const calls = [...this.#waiting.values()]
    this.#waiting.clear()
    for (const call of calls) for (const follow of this.#followers) follow(call)
  }
}
