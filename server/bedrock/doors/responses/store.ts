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
  /** Answered until somebody has asked for the response: it runs in the background. */
  begun?: JsonObject
  /** The items of its own request. */
  readonly input: JsonObject[]
  /** The items of the whole conversation, with those of the answer. */
  readonly items: JsonObject[]
  readonly bytes: number
  /** What a response in the background was streamed as. */
  readonly events?: readonly StoredEvent[] | undefined
}

const MAX_RESPONSES = 1000
const MAX_BYTES = 32 * 1024 * 1024

/** A response and its id; without it once it is deleted. */
interface Place {
  id: string
  stored: Stored | undefined
}

/**
 * The responses of a session. The oldest make room for new ones. They are added with every call and looked up by few, so
 * they are in a ring, and not in a map by their ids.
 */
export class StoredResponses {
  readonly #ring: Place[] = []
  /** Of all responses that there ever were, the numbers of the oldest one that is left and of the next one. */
  #oldest = 0
  #next = 0
  #bytes = 0

  /** A response that was added before under this id is not found any more. */
  add(id: string, stored: Stored): void {
    this.#bytes += stored.bytes
    if (this.#next - this.#oldest === MAX_RESPONSES) this.#dropOldest()
    this.#ring[this.#next++ % MAX_RESPONSES] = { id, stored }
    while (this.#bytes > MAX_BYTES && this.#oldest < this.#next) this.#dropOldest()
  }

  #dropOldest(): void {
    this.#clear(this.#ring[this.#oldest++ % MAX_RESPONSES])
  }

  #clear(place: Place | undefined): void {
    if (place?.stored === undefined) return
    this.#bytes -= place.stored.bytes
    place.stored = undefined
  }

  *#fromNewest(): Generator<Place> {
    for (let nth = this.#next - 1; nth >= this.#oldest; nth--) {
      const place = this.#ring[nth % MAX_RESPONSES]
      if (place?.stored !== undefined) yield place
    }
  }

  get(id: string): Stored | undefined {
    for (const place of this.#fromNewest()) if (place.id === id) return place.stored
    return undefined
  }

  delete(id: string): boolean {
    let deleted = false
    for (const place of this.#fromNewest()) {
      if (place.id !== id) continue
      this.#clear(place)
      deleted = true
    }
    return deleted
  }

  /** An item of any response, or of the request for one, by its id. */
  item(id: string): JsonObject | undefined {
    for (const { id: responseId, stored } of this.#fromNewest()) {
      const items = [...(stored?.items ?? []), ...withIds(stored?.input ?? [], responseId)]
      const item = items.find((one) => one['id'] === id || one['item_id'] === id)
      if (item !== undefined) return item
    }
    return undefined
  }
}

const kept = slot(() => new StoredResponses())

export const responsesOf = (session: Session): StoredResponses => session.get(kept)
