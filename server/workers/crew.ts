import type { PeerChange, Peers } from '../admin/peers.ts'
import { Problem } from '../http/problem.ts'
import type { Followed } from '../journal/journal.ts'
import type { Session } from '../sessions.ts'
import { Gone } from './channel.ts'
import { merge } from './gather.ts'
import { Losses } from './losses.ts'
import { startMember } from './member.ts'
import type { WorkerMember } from './member.ts'
import { answersOf } from './answers.ts'
import type { OwnerServer } from './answers.ts'
import { WorkerSeries } from './series.ts'
import { KeptSessions } from './shared.ts'

/** A worker that takes longer to answer counts as hung. */
const PATIENCE_MS = 30_000
/** The additional time for stopping, after open streams have ended. */
const LAST_MS = 5_000

/** The workers of a server: each that ends is replaced. */
export class Crew implements Peers {
  readonly #size: number
  readonly #members = new Set<WorkerMember>()
  readonly #losses = new Losses()
  readonly #shared = new KeptSessions()
  readonly #ends: WorkerSeries
  readonly #changes = new Set<Promise<void>>()
  #owner: OwnerServer | undefined
  #followed: Followed = { ends: false, begins: false }
  #gathering: Promise<void> | undefined
  #gatheringNext: Promise<void> | undefined
  #listens = false
  #stops = false

  /** `givesUp` is called with the reason if the server has to stop. */
  constructor(size: number, givesUp: (why: string) => void) {
    this.#size = size
    this.#ends = new WorkerSeries(size, givesUp)
    process.once('exit', this.#killAll)
  }

  /** Starts all workers; resolves when they listen. */
  async start(owner: OwnerServer): Promise<void> {
    this.#owner = owner
    await Promise.all(Array.from({ length: this.#size }, () => this.#add(owner)))
    this.#listens = true
  }

  async #add(owner: OwnerServer): Promise<void> {
    const member = startMember(answersOf(owner))
    this.#members.add(member)
    void member.ended.then((how) => this.#ended(member, how, owner))
    owner.accept(member.pipe)
    const changes = [...changesSoFar(owner), ...this.#shared.all()]
    await member.channel.ask('start', { config: owner.config, changes })
    if (this.#followed.ends) member.channel.tell('followed', this.#followed)
  }

  #ended(member: WorkerMember, how: string, owner: OwnerServer): void {
    this.#members.delete(member)
    owner.journal.totals.openElsewhere.delete(member.id)
    if (this.#stops || !this.#listens) return
    const lost = 'calls that it had not yet handed over are missing from the journal'
    this.#losses.add(`Worker ${member.pid} ended at ${new Date().toISOString()} (${how}): ${lost}.`)
    owner.log.error(`worker ${member.pid} ended (${how}) and is replaced; ${lost}`)
    if (!this.#ends.add(how)) return
    void this.#add(owner).catch((error: unknown) => {
      if (!(error instanceof Gone)) owner.log.error({ err: error }, 'a worker could not start')
    })
  }

  get count(): number {
    return this.#members.size
  }

  tell(change: PeerChange): void {
    if (change.what === 'clear') this.#losses.clear(change.session)
    this.#shared.received(change)
    for (const member of this.#members) {
      const made = this.#patiently(member, member.channel.ask('change', change))
      this.#changes.add(made)
      const settled = () => void this.#changes.delete(made)
      made.then(settled, settled)
    }
  }

  share(session: Session): void {
    const owner = this.#owner
    if (owner === undefined) return
    for (const change of this.#shared.changesOf(session, owner.faults)) this.tell(change)
  }

  async settled(): Promise<void> {
    await Promise.all(this.#changes)
  }

  gather(): Promise<void> {
    if (this.#gathering === undefined) {
      this.#gathering = this.#gatherNow().finally(() => (this.#gathering = undefined))
      return this.#gathering
    }
    // The current collection may have passed a worker before its last call ended.
    this.#gatheringNext ??= this.#gathering
      .catch(() => undefined)
      .then(() => {
        this.#gatheringNext = undefined
        return this.gather()
      })
    return this.#gatheringNext
  }

  async #gatherNow(): Promise<void> {
    await this.#each(async (member, owner) => {
      merge(member.id, await member.channel.ask('handOver', null), owner)
    })
  }

  /** Forgets sessions that no process has used for a while. */
  async expire(): Promise<void> {
    await this.#each(async ({ channel }, { sessions }) => {
      for (const [name, usedAt] of await channel.ask('sessions', null)) sessions.seen(name, usedAt)
    })
    this.#owner?.sessions.expire()
  }

  followed(now: Followed): void {
    this.#followed = now
    for (const { channel } of this.#members) channel.tell('followed', now)
  }

  lost(session: string | undefined): readonly string[] {
    return this.#losses.of(session)
  }

  /** Lets open streams end, for a while. */
  async stop(): Promise<void> {
    this.#stops = true
    const members = [...this.#members]
    for (const { channel } of members) channel.ask('stop', null).catch(() => undefined)
    const late = setTimeout(this.#killAll, (this.#owner?.config.grace ?? 0) + LAST_MS)
    await Promise.all(members.map(({ ended }) => ended))
    clearTimeout(late)
    process.off('exit', this.#killAll)
  }

  readonly #killAll = (): void => {
    for (const member of this.#members) member.kill()
  }

  async #each(run: (member: WorkerMember, owner: OwnerServer) => Promise<void>): Promise<void> {
    const owner = this.#owner
    if (owner === undefined) return
    await Promise.all(
      [...this.#members].map((member) => this.#patiently(member, run(member, owner))),
    )
  }

  /** Waits for a worker. One that has ended is skipped; one that hangs is replaced. */
  async #patiently(member: WorkerMember, answer: Promise<void>): Promise<void> {
    let late: NodeJS.Timeout | undefined
    const hangs = new Promise<never>((_, reject) => {
      late = setTimeout(() => {
        member.kill()
        const seconds = PATIENCE_MS / 1_000
        reject(new Problem(503, `Worker ${member.pid} has not answered for ${seconds} s.`))
      }, PATIENCE_MS).unref()
    })
    try {
      await Promise.race([answer, hangs])
    } catch (thrown) {
      if (!(thrown instanceof Gone)) throw thrown
      // Its end is recorded before anybody reads what it may have lost.
      await member.ended
    } finally {
      clearTimeout(late)
    }
  }
}

/** The changes that bring a new worker up to date. */
const changesSoFar = ({ mode, clock }: OwnerServer): PeerChange[] => [
  { what: 'mode', mode: mode.get() },
  { what: 'clock', aheadMs: clock.aheadMs },
]
