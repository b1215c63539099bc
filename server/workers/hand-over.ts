import { setImmediate } from 'node:timers/promises'
import type { Followed } from '../journal/journal.ts'
import { plainExchange } from '../journal/members.ts'
import type { Parts } from '../start/parts.ts'
import type { Channel } from './channel.ts'
import type { UseCounts } from './use-counts.ts'
import type { HandedOver, OwnerFunctions, Passed, SessionUse, WorkerFunctions } from './messages.ts'

/** Calls are answered while a long journal is handed over. */
const SLICE_MS = 10
/** Followers see calls after this time. */
const FOLLOWED_MS = 15

/** Hands the calls of this process over to the owner: on request, or as they end if there are subscribers. */
export class HandOver {
  readonly #parts: Pick<Parts, 'journal' | 'sessions'>
  readonly #owner: Pick<Channel<OwnerFunctions, WorkerFunctions>, 'tell'>
  readonly #counted: UseCounts
  #dropped = 0
  #sessionsAt = 0
  #stops: (() => void)[] = []
  #timer: NodeJS.Timeout | undefined
  #sending = Promise.resolve()

  constructor(
    parts: Pick<Parts, 'journal' | 'sessions'>,
    counted: UseCounts,
    owner: Pick<Channel<OwnerFunctions, WorkerFunctions>, 'tell'>,
  ) {
    this.#parts = parts
    this.#counted = counted
    this.#owner = owner
  }

  async all(): Promise<HandedOver> {
    // A call whose answer has just been sent is in the journal a moment later.
    await setImmediate()
    await this.#exchanges()
    const { totals, dropped } = this.#parts.journal
    const newlyDropped = dropped - this.#dropped
    this.#dropped = dropped
    return {
      counts: totals.takeAll(),
      dropped: newlyDropped,
      streamsOpen: totals.streamsOpen,
      sessions: this.sessions(),
      uses: this.#counted.takeAll(),
    }
  }

  /** The sessions that were used since this was last asked. */
  sessions(): readonly SessionUse[] {
    const since = this.#sessionsAt
    this.#sessionsAt = Date.now()
    return this.#parts.sessions
      .list()
      .filter(({ usedAt }) => usedAt >= since)
      .map(({ name, usedAt }) => [name, usedAt] as const)
  }

  follow({ ends, begins }: Followed): void {
    for (const stop of this.#stops) stop()
    this.#stops = []
    const { journal } = this.#parts
    if (ends) {
      this.#stops.push(journal.follow(() => this.#soon()))
      this.#soon()
    }
    if (!begins) return
    const stop = journal.beginnings.follow({
      begun: (row) => this.#owner.tell('begun', row),
      first: (id, firstByteMs) => this.#owner.tell('first', { id, firstByteMs }),
    })
    this.#stops.push(stop)
  }

  #soon(): void {
    if (this.#timer !== undefined) return
    this.#timer = setTimeout(() => {
      this.#timer = undefined
      void this.#exchanges()
    }, FOLLOWED_MS).unref()
  }

  /** One at a time, so that a completed one includes everything before it. */
  #exchanges(): Promise<void> {
    return (this.#sending = this.#sending.then(() => this.#send()))
  }

  async #send(): Promise<void> {
    let passed: Passed[] = []
    let since = performance.now()
    for (const { at, value } of this.#parts.journal.handOver()) {
      passed.push({ at, heldBytes: value.heldBytes, exchange: plainExchange(value) })
      value.leave?.()
      if (performance.now() - since < SLICE_MS) continue
      this.#owner.tell('exchanges', passed)
      passed = []
      await setImmediate()
      since = performance.now()
    }
    if (passed.length > 0) this.#owner.tell('exchanges', passed)
  }
}
