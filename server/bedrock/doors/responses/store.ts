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

/** The responses of a session. The oldest make room for new ones. */
export class StoredResponses {
  readonly #byId = new Map<string, Stored>()
  /** Goes on where it was: a map keeps the places of what was deleted, and a new iterator would pass them each time. */
  readonly #fromOldest = this.#byId.keys()
  #bytes = 0

  add(id: string, stored: Stored): void {
    this.delete(id)
    this.#byId.set(id, stored)
    this.#bytes += stored.bytes
    while (this.#isFull) this.delete(this.#fromOldest.next().value ?? id)
  }

  get #isFull(): boolean {
    return this.#byId.size > MAX_RESPONSES || this.#bytes > MAX_BYTES
  }

  get(id: string): Stored | undefined {
    return this.#byId.get(id)
  }

  delete(id: string): boolean {
    const stored = this.#byId.get(id)
    if (stored === undefined) return false
    this.#bytes -= stored.bytes
    return this.#byId.delete(id)
  }

  /** An item of any response, or of the request for one, by its id. */
  item(id: string): JsonObject | undefined {
    for (const [responseId, { items, input }] of [...this.#byId].toReversed()) {
      const item = [...items, ...withIds(input, responseId)].find(
        (one) => one['id'] === id || one['item_id'] === id,
      )
      if (item !== undefined) return item
    }
    return undefined
  }
}

const kept = slot(() => new StoredResponses())

export const responsesOf = (session: Session): StoredResponses => session.get(kept)
