import type { Call } from '../bedrock/types.ts'
import type { BegunRow } from './row.ts'

/** Faster calls are only reported when they end. */
const SOON_MS = 25

/** What happens to calls that take a while. */
export interface BeginningFollower {
  begun(row: BegunRow): void
  /** The first byte of an answer was sent, this many milliseconds after the request. */
  first(id: string, firstByteMs: number): void
}

/** Announces calls that take a while, only while someone follows. */
export class Beginnings {
  readonly #rowOf: (call: Call) => BegunRow
  readonly #changed: () => void
  readonly #followers = new Set<BeginningFollower>()
  readonly #waiting = new Map<string, { call: Call; firstByteMs?: number }>()
  /** Announced, and not ended yet. */
  readonly #announced = new Set<string>()
  #timer: NodeJS.Timeout | undefined

  /** `changed` is called when following starts or ends. */
  constructor(rowOf: (call: Call) => BegunRow, changed = () => {}) {
    this.#rowOf = rowOf
    this.#changed = changed
  }

  /** Whether anyone follows; checked on every call. */
  followed = false

  follow(follower: BeginningFollower): () => void {
    this.#followers.add(follower)
    this.followed = true
    this.#changed()
    return () => {
      this.#followers.delete(follower)
      this.followed = this.#followers.size > 0
      this.#changed()
      if (this.followed) return
      this.#waiting.clear()
      this.#announced.clear()
    }
  }

  begun(call: Call): void {
    this.#waiting.set(call.id, { call })
    if (this.#timer === undefined) this.#timer = setTimeout(() => this.#tell(), SOON_MS).unref()
  }

  first(id: string, firstByteMs: number): void {
    const waiting = this.#waiting.get(id)
    if (waiting !== undefined) waiting.firstByteMs = firstByteMs
    else if (this.#announced.has(id))
      for (const follower of this.#followers) follower.first(id, firstByteMs)
  }

  ended(id: string): void {
    this.#waiting.delete(id)
    this.#announced.delete(id)
  }

  #tell(): void {
    this.#timer = undefined
    const all = [...this.#waiting.values()]
    this.#waiting.clear()
    for (const { call, firstByteMs } of all) {
      this.tell(this.#rowOf(call))
      if (firstByteMs !== undefined) this.first(call.id, firstByteMs)
    }
  }

  /** Announces a call, of this process or another one. */
  tell(row: BegunRow): void {
    this.#announced.add(row.id)
    for (const follower of this.#followers) follower.begun(row)
  }
}
