import { machineNow } from '../clock.ts'

export interface RingValue {
  /** The memory used by its bodies. */
  readonly heldBytes: number
  /** Called when other code keeps a reference to the entry. */
  lend?(): void
  /** Called when the entry is removed. Nothing else reads it unless it was lent. */
  leave?(): void
}

/** When an entry was added, by the clock of the machine. */
export interface RingEntry<T> {
  at: number
  value: T
}

/** The size of an exchange without its bodies. */
const OVERHEAD = 1_000
const MIN_BYTES = 64 * 1024 * 1024
/** Entries of one moment stay in order. */
const SOONEST_MS = 1e-6

/** The last exchanges of each session. A byte limit applies to all sessions together; the oldest are removed first. */
export class Rings<T extends RingValue> {
  readonly #size: number
  readonly #maxBytes: number
  readonly #rings = new Map<string, Ring<RingEntry<T>>>()
  #bytes = 0
  #lastAt = 0
  /** The number of entries removed since the start. */
  dropped = 0

  constructor({ size, entryBytes }: { size: number; entryBytes: number }) {
    this.#size = size
    // A single session may fill its ring with the largest bodies.
    this.#maxBytes = Math.max(MIN_BYTES, size * (entryBytes + OVERHEAD))
  }

  add(session: string, value: T): void {
    if (this.#size === 0) return
    this.#lastAt = Math.max(this.#lastAt + SOONEST_MS, machineNow())
    this.#accept(value, this.#ringOf(session).push({ at: this.#lastAt, value }))
  }

  /** Inserts an entry of another process at its place in time. */
  insert(session: string, entry: RingEntry<T>): void {
    const gone = this.#ringOf(session).insert(entry, ({ at }) => at > entry.at)
    this.#accept(entry.value, gone)
  }

  /** Removes everything, for another process. */
  takeAll(): RingEntry<T>[] {
    const all = [...this.#rings.values()].flatMap((ring) => ring.list())
    this.clear()
    return all
  }

  #ringOf(session: string): Ring<RingEntry<T>> {
    let ring = this.#rings.get(session)
    if (ring === undefined) this.#rings.set(session, (ring = new Ring(this.#size)))
    return ring
  }

  #accept(value: T, entry: RingEntry<T> | undefined): void {
    const gone = entry?.value
    this.#bytes += bytesOf(value) - (gone === undefined ? 0 : bytesOf(gone))
    if (gone !== undefined) this.dropped++
    gone?.leave?.()
    if (this.#bytes > this.#maxBytes) this.#shrink()
  }

  /** Oldest first. */
  list(session?: string): T[] {
    if (session !== undefined) return this.#rings.get(session)?.list().map(lent) ?? []
    const [only] = this.#rings.values()
    if (only === undefined) return []
    if (this.#rings.size === 1) return only.list().map(lent)
    return [...this.#rings.values()]
      .flatMap((ring) => ring.list())
      .toSorted((a, b) => a.at - b.at)
      .map(lent)
  }

  count(session?: string): number {
    if (session !== undefined) return this.#rings.get(session)?.length ?? 0
    let count = 0
    for (const ring of this.#rings.values()) count += ring.length
    return count
  }

  clear(session?: string): void {
    if (session === undefined) {
      this.#rings.clear()
      this.#bytes = 0
      return
    }
    for (const { value } of this.#rings.get(session)?.list() ?? []) this.#bytes -= bytesOf(value)
    this.#rings.delete(session)
  }

  /** Removes a tenth at once, so that searching for the oldest is rare. */
  #shrink(): void {
    const enough = this.#maxBytes * 0.9
    const oldest = [...this.#rings]
      .flatMap(([name, ring]) => ring.list().map((entry) => ({ name, ...entry })))
      .toSorted((a, b) => a.at - b.at)
    for (const { name, value } of oldest) {
      if (this.#bytes <= enough) return
      const ring = this.#rings.get(name)
      ring?.shift()
      this.dropped++
      if (ring?.length === 0) this.#rings.delete(name)
      this.#bytes -= bytesOf(value)
    }
  }
}

const bytesOf = ({ heldBytes }: RingValue) => OVERHEAD + heldBytes

function lent<T extends RingValue>({ value }: RingEntry<T>): T {
  value.lend?.()
  return value
}

/** A bounded queue that grows as it fills. */
class Ring<T> {
  readonly #max: number
  #items: T[] = []
  #first = 0

  constructor(max: number) {
    this.#max = max
  }

  get length(): number {
    return this.#items.length
  }

  /** Like `push`, but before everything that comes after it. */
  insert(item: T, comesAfter: (other: T) => boolean): T | undefined {
    this.#unwind()
    this.#items.splice(this.#items.findLastIndex((other) => !comesAfter(other)) + 1, 0, item)
    return this.#items.length > this.#max ? this.#items.shift() : undefined
  }

  /** Returns the entry that was removed. */
  push(item: T): T | undefined {
    if (this.#items.length < this.#max) {
      this.#unwind()
      this.#items.push(item)
      return undefined
    }
    const gone = this.#items[this.#first]
    this.#items[this.#first] = item
    this.#first = (this.#first + 1) % this.#max
    return gone
  }

  shift(): void {
    this.#unwind()
    this.#items.shift()
  }

  list(): T[] {
    if (this.#first === 0) return this.#items.slice()
    return [...this.#items.slice(this.#first), ...this.#items.slice(0, this.#first)]
  }

  #unwind(): void {
    if (this.#first === 0) return
    this.#items = this.list()
    this.#first = 0
  }
}
