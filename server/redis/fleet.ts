import { setTimeout as wait } from 'node:timers/promises'
import type { PeerChange, Peers } from '../admin/peers.ts'
import { Problem } from '../http/problem.ts'
import type { Session } from '../sessions.ts'
import { messageOf } from '../text/error-message.ts'
import { Losses } from '../workers/losses.ts'
import type { RedisClient } from './client.ts'
import type { JournalStream } from './journal-stream.ts'
import type { Link } from './link.ts'
import { locked } from './lock.ts'
import { behind } from './lua/behind.ts'
import { change as changeScript } from './lua/change.ts'
import type { Membership } from './membership.ts'
import { asTexts, entriesOf, fieldsOf, streamIn } from './replies.ts'
import type { StreamEntry } from './replies.ts'

const PATIENCE_MS = 10_000
const POLL_MS = 3
const BLOCK_MS = 1_000

/** Makes every server write its exchanges before it confirms the change. */
type Announcement = PeerChange | { what: 'written' } | { what: 'ended'; server: string }

/** The parts of this server that the fleet reads and changes. */
export interface FleetParts {
  stream: JournalStream
  make(change: PeerChange): void
  /** The content of a session, as text, by part. */
  kept(session: Session): readonly (readonly [part: string, text: string])[]
  warn(message: string): void
}

/** The servers that share a store. A change is answered after all servers have made it. */
export class Fleet implements Peers {
  readonly #link: Link
  readonly #member: Membership
  #own: FleetParts | undefined
  readonly #known = new Map<string, Map<string, string>>()
  readonly #losses = new Losses()
  #pending: PeerChange[] = []
  /** The number of the last change that this server has made. */
  #made = 0
  /** Changes by others are not sent again. */
  #isMaking = false
  #gathering: Promise<void> | undefined
  #isClosed = false

  constructor(link: Link, member: Membership) {
    this.#link = link
    this.#member = member
  }

  begin(parts: FleetParts): void {
    this.#own = parts
    // Changes during the start are the same everywhere.
    this.#pending = []
  }

  get #parts(): FleetParts {
    if (this.#own === undefined) throw new Error('the fleet has not begun')
    return this.#own
  }

  tell(change: PeerChange): void {
    if (change.what === 'clear') this.#losses.clear(change.session)
    if (change.what === 'reset' || change.what === 'forget') this.#forget(change.session)
    if (!this.#isMaking) this.#pending.push(change)
  }

  share(session: Session): void {
    const { name } = session
    const known = this.#knownOf(name)
    for (const [part, text] of this.#parts.kept(session)) {
      if (known.get(part) === text) continue
      known.set(part, text)
      this.#pending.push({ what: 'kept', session: name, part, text })
    }
  }

  /** Runs a change without interference from others. All servers have made it when this resolves. */
  async exclusively<T>(run: () => T | Promise<T>): Promise<T> {
    return this.#refusing(() =>
      locked(this.#link, async () => {
        await this.pull()
        return run()
      }),
    )
  }

  async settled(): Promise<void> {
    const changes = this.#pending
    if (changes.length === 0) return
    this.#pending = []
    await this.#refusing(() => this.#publish(changes))
  }

  gather(): Promise<void> {
    return (this.#gathering ??= this.#refusing(async () => {
      await this.#publish([{ what: 'written' }])
      await this.#parts.stream.read()
    }).finally(() => (this.#gathering = undefined)))
  }

  lost(session: string | undefined): readonly string[] {
    return this.#losses.of(session)
  }

  /** Reports what the shared journal lacks. */
  missing(message: string): void {
    this.#losses.add(message)
    this.#parts.warn(message)
  }

  /** Makes the changes from before this server joined. */
  async catchUp(): Promise<void> {
    const link = this.#link
    const { make } = this.#parts
    const about = fieldsOf(await this.#call('HGETALL', link.key('about')))
    this.#asMade(() => {
      const mode = about.get('mode')
      if (mode !== undefined) make({ what: 'mode', mode } as PeerChange)
      make({ what: 'clock', aheadMs: Number(about.get('ahead') ?? 0) })
    })
    for (const session of asTexts(await this.#call('SMEMBERS', link.key('filled'))))
      for (const [part, text] of fieldsOf(await this.#call('HGETALL', link.key(`kept:${session}`))))
        this.#make({ what: 'kept', session, part, text })
    this.#made = Number(about.get('changes') ?? 0)
    await this.#acknowledge()
  }

  /** The store has lost its data: added items are gone everywhere, and counts start again. */
  async emptied(): Promise<void> {
    const at = new Date().toISOString()
    this.missing(
      `The store lost its data at ${at}: counts start again, added fixtures and faults are gone, and earlier calls of other servers may be missing.`,
    )
    this.#made = 0
    this.#parts.stream.emptied()
    this.#make({ what: 'reset' })
    await this.catchUp()
  }

  /** Makes changes as they come, until the server closes. */
  async listen(waiting: RedisClient): Promise<void> {
    const key = this.#link.key('changes')
    while (!this.#isClosed) {
      try {
        const reply = await waiting.call(
          'XREAD',
          'BLOCK',
          BLOCK_MS,
          'STREAMS',
          key,
          `${this.#made}-0`,
        )
        await this.#makeAll(streamIn(reply))
      } catch {
        // The store is unreachable.
        await wait(BLOCK_MS / 10)
      }
    }
  }

  close(): void {
    this.#isClosed = true
  }

  /** Informs the others of servers that have ended without notice. */
  async ended(servers: readonly string[]): Promise<void> {
    if (servers.length === 0) return
    await this.#publish(servers.map((server) => ({ what: 'ended', server })))
  }

  async #publish(changes: readonly Announcement[]): Promise<void> {
    const link = this.#link
    const member = this.#member
    const keys = ['about', 'live', 'changes', 'sessions', 'filled', '', 'journal', 'cleared']
    const args = () => [...member.proof(), ...changes.map((change) => JSON.stringify(change))]
    const number = Number(await link.run(changeScript, keys, args))
    await this.pull()
    const until = Date.now() + PATIENCE_MS
    for (;;) {
      const late = asTexts(
        await link.command((client) =>
          client.script(behind, [link.key('live'), link.key('made')], [String(number)]),
        ),
      )
      if (late.length === 0) return
      if (Date.now() > until)
        throw new Problem(503, `Servers that share the store do not answer: ${late.join(', ')}.`)
      await wait(POLL_MS)
    }
  }

  /** Makes the changes of others since then. */
  async pull(): Promise<void> {
    const key = this.#link.key('changes')
    await this.#makeAll(entriesOf(await this.#call('XRANGE', key, `(${this.#made}-0`, '+')))
  }

  async #makeAll(entries: readonly StreamEntry[]): Promise<void> {
    const before = this.#made
    for (const { id, fields } of entries) {
      const number = Number.parseInt(id, 10)
      if (number <= this.#made) continue
      this.#made = number
      const change = JSON.parse(fields.get('change') ?? '{}') as Announcement
      if (change.what === 'ended') this.#hasEnded(change.server)
      else if (change.what !== 'written' && fields.get('by') !== this.#member.id) this.#make(change)
    }
    if (this.#made > before) await this.#acknowledge()
  }

  #hasEnded(server: string): void {
    this.missing(`The server ${server} ended unexpectedly; its last calls may be missing.`)
  }

  async #acknowledge(): Promise<void> {
    await this.#parts.stream.written()
    await this.#call('HSET', this.#link.key('made'), this.#member.id, this.#made)
  }

  #make(change: PeerChange): void {
    this.#asMade(() => this.#parts.make(change))
    if (change.what === 'kept') this.#knownOf(change.session).set(change.part, change.text)
  }

  #asMade(run: () => void): void {
    this.#isMaking = true
    try {
      run()
    } finally {
      this.#isMaking = false
    }
  }

  #knownOf(session: string): Map<string, string> {
    let known = this.#known.get(session)
    if (known === undefined) this.#known.set(session, (known = new Map()))
    return known
  }

  #forget(session: string | undefined): void {
    if (session === undefined) this.#known.clear()
    else this.#known.delete(session)
  }

  #call(command: string, ...args: readonly (string | number)[]): Promise<unknown> {
    return this.#link.command((client) => client.call(command, ...args))
  }

  /** The admin API reports why it cannot answer for all servers. */
  async #refusing<T>(run: () => Promise<T>): Promise<T> {
    try {
      return await run()
    } catch (thrown) {
      if (thrown instanceof Problem) throw thrown
      throw new Problem(
        503,
        `This server cannot answer for the servers that share its store: ${messageOf(thrown)}`,
      )
    }
  }
}
