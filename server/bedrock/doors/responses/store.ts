import { slot } from '../../../sessions.ts'
import type { Session } from '../../../sessions.ts'
import type { JsonObject } from '../../../json.ts'
import { withIds } from './input-ids.ts'

export interface StoredEvent {
  type: string
  payload: string
}

/** A response that requests can refer to. */
export interface Stored {
  readonly response: JsonObject
  /** For a background response: what it answers until it is polled. */
  begun?: JsonObject
  /** The items of its own request. */
  readonly input: JsonObject[]
  /** The items of the whole conversation, with those of the answer. */
  readonly items: JsonObject[]
  readonly bytes: number
  /** The stream events of a background response. */
  readonly events?: readonly StoredEvent[] | undefined
}

const MAX_RESPONSES = 1000
const MAX_BYTES = 32 * 1024 * 1024

/**
 * The responses of a session. The oldest make room for new ones. They are added with every call and looked up by few, so
 * they and their ids are in rings, and not in a map.
 */
export class StoredResponses {
  readonly #ids: string[] = []
  /** Undefined once it is deleted. */
  readonly #ring: (Stored | undefined)[] = []
  /** Of all responses that there ever were, the numbers of the oldest one that is left and of the next one. */
  #oldest = 0
  #next = 0
  #bytes = 0

  /** A response that was added before under this id is not found any more. */
  add(id: string, stored: Stored): void {
    this.#bytes += stored.bytes
    if (this.#next - this.#oldest === MAX_RESPONSES) this.#dropOldest()
    const at = this.#next++ % MAX_RESPONSES
    this.#ids[at] = id
    this.#ring[at] = stored
    while (this.#bytes > MAX_BYTES && this.#oldest < this.#next) this.#dropOldest()
  }

  #dropOldest(): void {
    this.#clear(this.#oldest++ % MAX_RESPONSES)
  }

  #clear(at: number): void {
    this.#bytes -= this.#ring[at]?.bytes ?? 0
    this.#ring[at] = undefined
  }

  *#fromNewest(): Generator<{ at: number; id: string; stored: Stored }> {
    for (let nth = this.#next - 1; nth >= this.#oldest; nth--) {
      const at = nth % MAX_RESPONSES
      const stored = this.#ring[at]
      if (stored !== undefined) yield { at, id: this.#ids[at] ?? '', stored }
    }
  }

  get(id: string): Stored | undefined {
    for (const one of this.#fromNewest()) if (one.id === id) return one.stored
    return undefined
  }

  delete(id: string): boolean {
    let deleted = false
    for (const one of this.#fromNewest()) {
      if (one.id !== id) continue
      this.#clear(one.at)
      deleted = true
    }
    return deleted
  }

  /** An item of any response, or of the request for one, by its id. */
  item(id: string): JsonObject | undefined {
    for (const { id: responseId, stored } of this.#fromNewest()) {
      const items = [...stored.items, ...withIds(stored.input, responseId)]
      const item = items.find((one) => one['id'] === id || one['item_id'] === id)
      if (item !== undefined) return item
    }
    return undefined
  }
}

const kept = slot(() => new StoredResponses())

export const responsesOf = (session: Session): StoredResponses => session.get(kept)
