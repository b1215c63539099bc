import type { CountsOwner } from '../state/remote.ts'
import type { BucketLevel } from '../state/state.ts'
import type { Taken } from '../state/wants.ts'
import type { Link } from './link.ts'
import { levels } from './lua/levels.ts'
import { settle } from './lua/settle.ts'
import { take } from './lua/take.ts'
import type { Membership } from './membership.ts'

/** Counts outlive the last call of their session by an hour. */
export const TTL_SECONDS = 3_600

const keysOf = (session: string) => ['about', 'live', `counts:${session}`, 'sessions', 'totals']

/** The counts in the store. */
export function countsIn(
  link: Link,
  member: Pick<Membership, 'proof'>,
  lost: (message: string) => void,
): CountsOwner {
  const proof = () => member.proof()
  return {
    async take(session, wants) {
      const args = () => [...member.proof(), session, String(TTL_SECONDS), JSON.stringify(wants)]
      return JSON.parse(String(await link.run(take, keysOf(session), args))) as Taken
    },
    async failed(session, keys) {
      const fields = keys.map((key) => `f${key}`)
      const held = await link.command((client) =>
        client.call('HMGET', link.key(`counts:${session}`), ...fields),
      )
      return Array.isArray(held) ? held.map(Number) : []
    },
    async settle(session, corrections) {
      try {
        const args = () => [...member.proof(), JSON.stringify(corrections)]
        await link.run(settle, keysOf(session), args)
      } catch (thrown) {
        lost(
          `the tokens that a call of session ${session} has used were not counted: ${String(thrown)}`,
        )
      }
    },
    async levels(session) {
      return JSON.parse(String(await link.run(levels, keysOf(session), proof))) as BucketLevel[]
    },
  }
}
