import { randomBytes } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import { Problem } from '../http/problem.ts'
import type { Link } from './link.ts'

/** A server that holds the lock for longer has crashed. */
const HELD_MS = 30_000
const PATIENCE_MS = 10_000
const POLL_MS = 5

const release = `
if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('DEL', KEYS[1]) end
`

/** Does something that no two servers may do at once. */
export async function locked<T>(link: Link, run: () => Promise<T>): Promise<T> {
  const key = link.key('lock')
  const mine = randomBytes(12).toString('base64url')
  const until = Date.now() + PATIENCE_MS
  while (
    (await link.command((client) => client.call('SET', key, mine, 'NX', 'PX', HELD_MS))) === null
  ) {
    if (Date.now() > until)
      throw new Problem(
        503,
        'Another server that shares the store is changing something; try again.',
      )
    await wait(POLL_MS)
  }
  try {
    return await run()
  } finally {
    await link.command((client) => client.script(release, [key], [mine])).catch(() => undefined)
  }
}
