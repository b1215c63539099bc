import { expect, test, vi } from 'vitest'
import type { PeerChange } from '../../../server/admin/peers.ts'
import { Fleet } from '../../../server/redis/fleet.ts'
import { JournalStream } from '../../../server/redis/journal-stream.ts'
import { Membership } from '../../../server/redis/membership.ts'
import { Session } from '../../../server/sessions.ts'
import { asks, journalOf, keptIn } from '../../support/exchanges.ts'
import { redisInMemory } from '../../support/redis-in-memory.ts'

/** A server among those that share the store. */
async function server(redis: ReturnType<typeof redisInMemory>) {
  const link = redis.link()
  const joining = { version: '1', fingerprint: async () => 'same', anyFixtures: false }
  const member = new Membership(link, joining)
  const journal = journalOf()
  const fleet = new Fleet(link, member)
  const stream = new JournalStream(link, member.id, journal, (message) => fleet.missing(message))
  const made: PeerChange[] = []
  const warn = vi.fn<(message: string) => void>()
  const kept = [['fixtures', '["mine"]']] as const
  fleet.begin({ stream, make: (change) => made.push(change), kept: () => kept, warn })
  await member.join()
  return { fleet, stream, journal, made, warn }
}

test('a change is applied by the others before it is answered, and not again by its server', async () => {
  const redis = redisInMemory()
  const [one, two] = [await server(redis), await server(redis)]
  one.fleet.tell({ what: 'mode', mode: 'replay' })
  one.fleet.share(new Session('a'))
  let isSettled = false
  const settled = one.fleet.settled().then(() => (isSettled = true))
  await vi.waitFor(() => expect(redis.hash('made').size).toBe(1))
  expect(isSettled).toBe(false)
  await two.fleet.pull()
  await settled
  expect(two.made).toEqual([
    { what: 'mode', mode: 'replay' },
    { what: 'kept', session: 'a', part: 'fixtures', text: '["mine"]' },
  ])
  expect(one.made).toEqual([])
  // Known changes are not sent again.
  two.fleet.share(new Session('a'))
  one.fleet.share(new Session('a'))
  await Promise.all([one.fleet.settled(), two.fleet.settled()])
  expect(two.made).toHaveLength(2)
})

test('gathering waits for the answers of the others', async () => {
  const redis = redisInMemory()
  const [one, two] = [await server(redis), await server(redis)]
  two.stream.add(keptIn(two.journal, { body: asks('hello') }))
  const gathered = one.fleet.gather()
  await vi.waitFor(() => expect(redis.hash('made').size).toBe(1))
  await two.fleet.pull()
  await gathered
  expect(one.journal.count()).toBe(1)
})

test('a server that has ended is reported by all until the journal is cleared', async () => {
  const redis = redisInMemory()
  const [one, two] = [await server(redis), await server(redis)]
  const announced = one.fleet.ended(['gone'])
  await vi.waitFor(() => expect(redis.hash('made').size).toBe(1))
  await two.fleet.pull()
  await announced
  for (const { fleet, warn } of [one, two]) {
    expect(fleet.lost(undefined)).toEqual([expect.stringContaining('The server gone ended')])
    expect(warn).toHaveBeenCalledOnce()
    fleet.tell({ what: 'clear' })
    expect(fleet.lost(undefined)).toEqual([])
  }
})

test('without the store, a server does not answer for the others', async () => {
  const redis = redisInMemory()
  const { fleet } = await server(redis)
  redis.away(true)
  await expect(fleet.gather()).rejects.toMatchObject({ status: 503 })
  await expect(fleet.exclusively(() => 1)).rejects.toThrow(
    'cannot answer for the servers that share',
  )
})

test('a store that has lost its data resets the server, which reports it', async () => {
  const redis = redisInMemory()
  const { fleet, made } = await server(redis)
  await fleet.emptied()
  expect(made[0]).toEqual({ what: 'reset' })
  expect(fleet.lost('any')).toEqual([expect.stringContaining('The store lost its data')])
})
