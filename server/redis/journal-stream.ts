import type { Journal } from '../journal/journal.ts'
import { plainExchange } from '../journal/members.ts'
import type { RingValue } from '../journal/rings.ts'
import type { Exchange } from '../journal/types.ts'
import { machineNow } from '../clock.ts'
import type { Link } from './link.ts'
import { entriesOf, fieldsOf, isUpTo } from './replies.ts'
import type { StreamEntry } from './replies.ts'

/** How many exchanges of all servers the store keeps. */
const MAX_KEPT = 10_000
/** How many exchanges a server keeps while the store is unreachable. */
const MAX_WAITING = 10_000
const PAGE = 500

/** The name for all sessions, in the list of cleared ones. */
const EVERY_SESSION = ''

interface Sent extends Exchange {
  priced?: string
  streams?: boolean
}

/** The exchanges of all servers: each writes its own and reads those of the others. */
export class JournalStream {
  readonly #link: Link
  readonly #server: string
  readonly #journal: Journal
  #waiting: { at: number; text: string }[] = []
  #writing: Promise<void> | undefined
  #read = '0-0'
  #reading: Promise<void> | undefined
  /** Ids of exchanges that came from others: one that was sent again is not another one. */
  readonly #known = new Set<string>()
  readonly #lost: (message: string) => void

  /** `lost` is called with what no other server will see. */
  constructor(link: Link, server: string, journal: Journal, lost: (message: string) => void) {
    this.#lost = lost
    this.#link = link
    this.#server = server
    this.#journal = journal
  }

  /** Writes an exchange soon. */
  add(
    exchange: Exchange & { readonly priced?: string | undefined; readonly streams?: boolean },
  ): void {
    const { priced, streams } = exchange
    const text = JSON.stringify({ ...plainExchange(exchange), priced, streams })
    this.#waiting.push({ at: Date.now(), text })
    if (this.#waiting.length > MAX_WAITING) {
      this.#lost(
        `${MAX_WAITING} calls of this server were not written while the store was unreachable.`,
      )
      this.#waiting = []
    }
    this.#writing ??= new Promise((resolve) => setImmediate(resolve)).then(() => this.#write())
  }

  /** Rejects if the store does not accept the exchanges of this server. */
  async written(): Promise<void> {
    await this.#writing
    if (this.#waiting.length > 0) await this.#writeAll()
  }

  async #write(): Promise<void> {
    try {
      await this.#writeAll()
    } catch {
      // They wait until the store is back.
    } finally {
      this.#writing = undefined
    }
  }

  async #writeAll(): Promise<void> {
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.slice(0, PAGE)
      const key = this.#link.key('journal')
      const fields = (one: { at: number; text: string }) =>
        ['by', this.#server, 'at', one.at, 'exchange', one.text] as const
      await this.#link.command((client) =>
        Promise.all(
          batch.map((one) =>
            client.call('XADD', key, 'MAXLEN', '~', MAX_KEPT, '*', ...fields(one)),
          ),
        ),
      )
      this.#waiting = this.#waiting.filter((one) => !batch.includes(one))
    }
  }

  /** Reads what others have written since then. */
  read(): Promise<void> {
    return (this.#reading ??= this.#readAll().finally(() => (this.#reading = undefined)))
  }

  async #readAll(): Promise<void> {
    const cleared = fieldsOf(
      await this.#link.command((client) => client.call('HGETALL', this.#link.key('cleared'))),
    )
    for (;;) {
      const page = entriesOf(
        await this.#link.command((client) =>
          client.call('XRANGE', this.#link.key('journal'), `(${this.#read}`, '+', 'COUNT', PAGE),
        ),
      )
      for (const entry of page) this.#take(entry, cleared)
      if (page.length < PAGE) return
    }
  }

  #take({ id, fields }: StreamEntry, cleared: ReadonlyMap<string, string>): void {
    this.#read = id
    if (fields.get('by') === this.#server) return
    const text = fields.get('exchange') ?? ''
    const { priced, streams, ...exchange } = JSON.parse(text) as Sent
    if (this.#known.has(exchange.id)) return
    this.#known.add(exchange.id)
    if (this.#known.size > MAX_KEPT) this.#known.delete(this.#known.values().next().value ?? '')
    const { totals } = this.#journal
    totals.count({ ...exchange, priced, streams: streams === true })
    const isCleared = [EVERY_SESSION, exchange.session].some((name) =>
      isUpTo(id, cleared.get(name) ?? '0-0'),
    )
    if (isCleared) return
    const agoMs = Date.now() - Number(fields.get('at') ?? 0)
    const value = Object.defineProperty(exchange as Exchange & RingValue, 'heldBytes', {
      value: text.length,
    })
    this.#journal.takeOver({ at: machineNow() - agoMs, value })
  }

  /** The store has lost its data; this server keeps its exchanges. */
  emptied(): void {
    this.#read = '0-0'
  }
}
