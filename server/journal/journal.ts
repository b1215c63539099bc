import { noSettings } from '../redaction/settings-file.ts'
import type { FixtureSettings } from '../redaction/settings-file.ts'
import { Beginnings } from './beginnings.ts'
import { compileFilter } from './filter.ts'
import type { JournalFilter } from './filter.ts'
import { Pages } from './pages.ts'
import { Rings } from './rings.ts'
import type { Kept } from './rings.ts'
import { saveExchanges } from './save.ts'
import type { Saved, SaveOptions } from './save.ts'
import { Totals } from './totals.ts'
import { verdict } from './verify.ts'
import type { Expectation, VerifyResult } from './verify.ts'
import type { Exchange } from './types.ts'

export interface JournalOptions {
  /** How many exchanges are kept of each session. */
  size: number
  /** How many bytes of each body are kept. */
  clip: number
  /** What the fixtures folders say must not be shown. */
  redaction?: () => FixtureSettings
}

/** The last exchanges of each session, and whoever follows them. */
export class Journal {
  /** How many bytes of each body are kept. */
  readonly clip: number
  readonly redaction: () => FixtureSettings
  readonly totals = new Totals()
  /** Each for the parts of one long exchange: its request, and what that asks. */
  readonly pages: Pages
  /** How many follow the rows: while somebody does, previews are made while a call is at hand. */
  rowFollowers = 0
  /** Calls that have not ended yet. */
  readonly beginnings = new Beginnings()
  readonly #rings: Rings<Exchange & Kept>
  readonly #followers = new Set<(exchange: Exchange) => void>()

  constructor({ size, clip, redaction }: JournalOptions) {
    this.clip = clip
    this.redaction = redaction ?? (() => noSettings)
    this.pages = new Pages(clip)
    this.#rings = new Rings({ size, entryBytes: 2 * clip })
  }

  add(exchange: Exchange & Kept): void {
    this.#rings.add(exchange.session, exchange)
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

  /** Whether what was expected came, with a message that lists what did come. */
  verify(expectation: Expectation): VerifyResult {
    return verdict(this.#rings.list(expectation.session), expectation)
  }

  /** Calls back with each exchange as it ends; returns what stops it. */
  follow(follower: (exchange: Exchange) => void): () => void {
    this.#followers.add(follower)
    return () => this.#followers.delete(follower)
  }

  /** Forgets what one session, or everybody, called. */
  clear(session?: string): void {
    this.#rings.clear(session)
  }

  /** How many exchanges had to make room for later ones. */
  get dropped(): number {
    return this.#rings.dropped
  }

  /** How many exchanges are kept of a session, or in all. */
  count(session?: string): number {
    return this.#rings.count(session)
  }

  /**
   * Writes exchanges as fixtures into a folder of fixtures. Throws an Error that names what cannot be saved and why;
   * then nothing is written.
   */
  save(ids: readonly string[], folder: string, options: SaveOptions = {}): Saved[] {
    const exchanges = ids.map((id) => {
      const exchange = this.get(id)
      if (exchange === undefined) throw new RangeError(`The journal holds no exchange ${id}.`)
      return exchange
    })
    return saveExchanges(exchanges, folder, options)
  }
}
