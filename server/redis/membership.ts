import { randomBytes } from 'node:crypto'
import { ConfigError } from '../settings/config.ts'
import { storeName } from './address.ts'
import { join } from './lua/join.ts'
import type { Link } from './link.ts'
import { asTexts } from './replies.ts'

/** The form of the data in the store. */
const FORMAT = '1'
/** A server that has been silent for this long is no longer a member. */
const LEASE_MS = 15_000

export interface Joining {
  version: string
  /** A digest of the server's current fixtures. */
  fingerprint(): Promise<string>
  /** Whether the servers may have different fixtures. */
  anyFixtures: boolean
}

/** This server among those that share a store. */
export class Membership {
  readonly id = randomBytes(6).toString('base64url')
  readonly #link: Link
  readonly #joining: Joining
  #epoch = ''

  constructor(link: Link, joining: Joining) {
    this.#link = link
    this.#joining = joining
  }

  /** What scripts check: the server, and the epoch of the data that it knows. */
  proof(): [server: string, epoch: string] {
    return [this.id, this.#epoch]
  }

  /**
   * Joins the store, or renews the membership. Returns whether the store has lost its data, and which servers have
   * ended without notice. Throws if it cannot be shared.
   */
  async join(): Promise<{ isEmptied: boolean; ended: readonly string[] }> {
    const { version, fingerprint, anyFixtures } = this.#joining
    const mine = await fingerprint()
    const keys = ['about', 'live', 'servers', 'sessions', 'changes', 'journal']
    const args = [
      this.id,
      String(LEASE_MS),
      FORMAT,
      randomBytes(9).toString('base64url'),
      version,
      mine,
      anyFixtures ? 'yes' : 'no',
    ]
    const reply = await this.#link.command((client) =>
      client.script(
        join,
        keys.map((name) => this.#link.key(name)),
        args,
      ),
    )
    const [how = '', what = '', ...ended] = asTexts(reply)
    if (how !== 'joined') throw new ConfigError(this.#refusal(how, what, mine))
    const isEmptied = this.#epoch !== '' && this.#epoch !== what
    this.#epoch = what
    return { isEmptied, ended: ended.filter((id) => id !== this.id) }
  }

  async leave(): Promise<void> {
    await this.#link
      .command((client) => client.call('ZREM', this.#link.key('live'), this.id))
      .catch(() => undefined)
  }

  #refusal(how: string, what: string, mine: string): string {
    const { prefix } = this.#link.address
    const store = `state: the store ${storeName(this.#link.address)}`
    switch (how) {
      case 'foreign':
        return `${store} has other data under ${JSON.stringify(prefix)}, in the key ${JSON.stringify(what)}; add ?prefix= with another name to the URL`
      case 'format':
        return `${store} has data in format ${what}, and this version of bedrock-local uses format ${FORMAT}; add ?prefix= with another name to the URL`
      case 'version':
        return `${store} is shared by servers of version ${what}, and this one is ${this.#joining.version}; stop them, or add ?prefix= with another name to the URL`
      default:
        return `${store} is shared by servers with different fixtures (their fingerprint is ${what}, this server's is ${mine}); use the same fixtures, or allow different ones with --state-any-fixtures`
    }
  }
}
