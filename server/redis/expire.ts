import type { Sessions } from '../sessions.ts'
import { TTL_SECONDS } from './counts.ts'
import type { Fleet } from './fleet.ts'
import type { Link } from './link.ts'

/** Sessions that have not been used for this long are removed, as in sessions.ts. */
const IDLE_MS = 30 * 60_000

/** Removes the sessions that no server has used for a while. */
export async function expire(link: Link, sessions: Sessions, fleet: Fleet): Promise<void> {
  try {
    for (const { name, usedAt } of sessions.list()) {
      await link.command(async (client) => {
        await client.call('ZADD', link.key('sessions'), 'GT', usedAt, name)
        await client.call('EXPIRE', link.key(`counts:${name}`), TTL_SECONDS)
        if (usedAt > Date.now() - IDLE_MS) return
        const elsewhere = await client.call('ZSCORE', link.key('sessions'), name)
        sessions.seen(name, Number(elsewhere ?? 0))
      })
    }
    sessions.expire(IDLE_MS)
    await fleet.settled()
  } catch {
    // The store is unreachable; the next attempt is in a minute.
  }
}
