import type { Call } from '../bedrock/types.ts'

/** Faster calls are only reported when they end. */
const SOON_MS = 25

/** Announces calls that take a while, only while someone follows. */
export class Beginnings {
  readonly #followers = new Set<(call: Call) => void>()
  readonly #waiting = new Map<string, Call>()
  #timer: NodeJS.Timeout | undefined

  /** Whether anyone follows; checked on every call. */
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
