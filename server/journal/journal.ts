import { noSettings } from '../redaction/settings-file.ts'
import type { FixtureSettings } from '../redaction/settings-file.ts'
import { Beginnings } from './beginnings.ts'
import { compileFilter } from './filter.ts'
import type { JournalFilter } from './filter.ts'
import { Pages } from './pages.ts'
import { Rings } from './rings.ts'
import type { RingEntry, RingValue } from './rings.ts'
import { begunRow } from './row-of.ts'
import { saveExchanges } from './save.ts'
import type { Saved, SaveOptions } from './save.ts'
import { Totals } from './totals.ts'
import { verdict } from './verify.ts'
import type { Expectation, VerifyResult } from './verify.ts'
import type { Exchange } from './types.ts'

export interface JournalOptions {
  /** The maximum number of exchanges per session. */
  size: number
  /** The maximum number of bytes stored of each body. */
  clip: number
  /** The redaction settings of the fixtures folders. */
  redaction?: () => FixtureSettings
  listener?: JournalListener
}

/** Which events of calls have subscribers. */
export interface Followed {
  ends: boolean
  begins: boolean
}

interface JournalListener {
  followed?(now: Followed): void
  cleared?(session: string | undefined): void
}

/** The last exchanges of each session, and their followers. */
export class Journal {
  /** The maximum number of bytes stored of each body. */
  readonly clip: number
  readonly redaction: () => FixtureSettings
  readonly totals = new Totals()
  /** Calls back when following begins or ends, and when exchanges are removed by request. */
  readonly #listener: JournalListener
  /** Each page is for the parts of one long exchange: its request and the summary of it. */
  readonly pages: Pages
  /** The number of row followers. If there are any, previews are made when a call ends. */
  rowFollowers = 0
  /** Calls that are in progress. */
  readonly beginnings: Beginnings
  readonly #rings: Rings<Exchange & RingValue>
  readonly #followers = new Set<(exchange: Exchange) => void>()

  constructor({ size, clip, redaction, listener = {} }: JournalOptions) {
    this.clip = clip
    this.redaction = redaction ?? (() => noSettings)
    this.#listener = listener
    this.beginnings = new Beginnings(
      (call) => begunRow(call, this.redaction()),
      () => this.#tellFollowed(),
    )
    this.pages = new Pages(clip)
    this.#rings = new Rings({ size, entryBytes: 2 * clip })
  }

  add(exchange: Exchange & RingValue): void {
    this.#rings.add(exchange.session, exchange)
    this.#announce(exchange)
  }

  /** Hands over all exchanges to the journal of another process. */
  handOver(): RingEntry<Exchange & RingValue>[] {
    return this.#rings.takeAll()
  }

  /** Takes over an exchange from the journal of another process. */
  takeOver({ at, value }: RingEntry<Exchange & RingValue>): void {
    this.#rings.insert(value.session, { at, value })
    this.#announce(value)
  }

  #announce(exchange: Exchange & RingValue): void {
    if (this.#followers.size === 0) return
    this.beginnings.ended(exchange.id)
    exchange.lend?.()
    for (const follow of this.#followers) follow(exchange)
  }

  /** Oldest first. */
  list(filter: JournalFilter = {}): Exchange[] {
    const all = this.#rings.list(filter.session)
    const { test } = compileFilter(filter)
    const found = all.filter(test)
    return filter.limit === undefined
      ? found
      : found.slice(Math.max(0, found.length - filter.limit))
  }

  get(id: string): Exchange | undefined {
    return this.#rings.list().find((exchange) => exchange.id === id)
  }

  /** Checks an expectation; the message lists the calls that did arrive. */
  verify(expectation: Expectation): VerifyResult {
    return verdict(this.#rings.list(expectation.session), expectation)
  }

  /** Calls back with each exchange when it ends; returns a function that stops it. */
  follow(follower: (exchange: Exchange) => void): () => void {
    this.#followers.add(follower)
    this.#tellFollowed()
    return () => {
      this.#followers.delete(follower)
      this.#tellFollowed()
    }
  }

  #tellFollowed(): void {
    this.#listener.followed?.({ ends: this.#followers.size > 0, begins: this.beginnings.followed })
  }

  /** Removes the exchanges of one session, or all. */
  clear(session?: string): void {
    this.#rings.clear(session)
    this.#listener.cleared?.(session)
  }

  /** The number of exchanges removed to make room for later ones. */
  get dropped(): number {
    return this.#rings.dropped
  }

  /** Counts what another process has dropped. */
  addDropped(count: number): void {
    this.#rings.dropped += count
  }

  /** The number of exchanges of a session, or of all. */
  count(session?: string): number {
    return this.#rings.count(session)
  }

  /**
   * Saves exchanges as fixtures in a folder. Throws an Error that explains which one cannot be saved and why;
   * then nothing is written.
   */
  save(ids: readonly string[], folder: string, options: SaveOptions = {}): Saved[] {
    const exchanges = ids.map((id) => {
      const exchange = this.get(id)
      if (exchange === undefined) throw new RangeError(`The journal has no exchange ${id}.`)
      return exchange
    })
    return saveExchanges(exchanges, folder, options)
  }
}
