import { version } from '../package.ts'
import type { SharedPlace } from '../start/place.ts'
import { LocalState } from '../state/local.ts'
import { RemoteState } from '../state/remote.ts'
import { make } from '../workers/make.ts'
import { save } from '../workers/kept.ts'
import { storeName } from './address.ts'
import type { Address } from './address.ts'
import { orAlone } from './alone.ts'
import { checkStore, connectionProblem } from './checks.ts'
import { connect } from './client.ts'
import type { RedisClient } from './client.ts'
import { countsIn } from './counts.ts'
import { expire } from './expire.ts'
import { Fleet } from './fleet.ts'
import { JournalStream } from './journal-stream.ts'
import { Link, StoreLost } from './link.ts'
import { Membership } from './membership.ts'

const RENEW_MS = 3_000
const FOLLOW_MS = 200
const EXPIRY_MS = 60_000

export interface RedisStoreOptions {
  /** Whether this server counts alone while the store is unreachable. */
  optional: boolean
  anyFixtures: boolean
}

/** A store that several servers share. */
export interface SharedStore extends Omit<SharedPlace, 'is'> {
  close(): Promise<void>
}

/** Connects to a store. Throws, in one sentence, if it cannot be used. */
export async function openStore(
  address: Address,
  options: RedisStoreOptions,
): Promise<SharedStore> {
  const clients: RedisClient[] = []
  const open = async (waits: boolean) => {
    const client = await connect(address, waits)
    clients.push(client)
    return client
  }
  try {
    const client = await open(false)
    await checkStore(address, client)
    return shared(new Link(address, client), await open(true), options, clients)
  } catch (thrown) {
    for (const client of clients) client.close()
    throw connectionProblem(address, thrown)
  }
}

function shared(
  link: Link,
  waiting: RedisClient,
  { optional, anyFixtures }: RedisStoreOptions,
  clients: readonly RedisClient[],
): SharedStore {
  let parts: Parameters<SharedPlace['begin']>[0] | undefined
  const warn = (message: string) => parts?.log.warn(message)
  const member = new Membership(link, {
    version,
    fingerprint: async () => (await parts?.store.fingerprint()) ?? '',
    anyFixtures,
  })
  const fleet = new Fleet(link, member)
  let stream: JournalStream | undefined
  let renewal: NodeJS.Timeout | undefined
  let following: NodeJS.Timeout | undefined
  let expiry: NodeJS.Timeout | undefined
  let isLost = false

  /** Renews the membership, and recovers from lost data. */
  const renew = async (): Promise<void> => {
    try {
      const { isEmptied, ended } = await member.join()
      if (isEmptied) await fleet.emptied()
      else {
        await fleet.pull()
        await fleet.ended(ended)
      }
      await stream?.written()
      if (isLost) parts?.log.info(`the store ${storeName(link.address)} is back`)
      isLost = false
    } catch (thrown) {
      if (!isLost) warn(lossOf(thrown, optional))
      isLost = true
    }
  }
  link.onOutside = renew
  return {
    peers: fleet,
    state(now) {
      const counts = countsIn(link, member, warn)
      return new RemoteState(optional ? orAlone(counts, new LocalState(now)) : counts)
    },
    async begin(own) {
      parts = own
      const { journal, faults } = own
      stream = new JournalStream(link, member.id, journal, (message) => fleet.missing(message))
      fleet.begin({
        stream,
        make: (change) => make(change, own),
        kept: (session) => save(session, faults),
        warn,
      })
      try {
        await member.join()
        await fleet.catchUp()
        await stream.read()
      } catch (thrown) {
        throw thrown instanceof StoreLost ? connectionProblem(link.address, thrown) : thrown
      }
      void fleet.listen(waiting)
      renewal = setInterval(() => void renew(), RENEW_MS).unref()
      expiry = setInterval(() => void expire(link, own.sessions, fleet), EXPIRY_MS).unref()
    },
    ended: (exchange) => stream?.add(exchange),
    followed({ ends }) {
      clearInterval(following)
      // Announces what others have written as it is read.
      if (ends)
        following = setInterval(() => void stream?.read().catch(() => undefined), FOLLOW_MS).unref()
    },
    async close() {
      clearInterval(renewal)
      clearInterval(following)
      clearInterval(expiry)
      fleet.close()
      await stream?.written().catch(() => undefined)
      await member.leave()
      for (const client of clients) client.close()
    },
  }
}

function lossOf(thrown: unknown, optional: boolean): string {
  const why = thrown instanceof Error ? thrown.message : String(thrown)
  if (!(thrown instanceof StoreLost)) return why
  return optional
    ? `${why} Until the store is back, this server counts on its own.`
    : `${why} Until it is back, calls that use counters are answered with ServiceUnavailableException.`
}
