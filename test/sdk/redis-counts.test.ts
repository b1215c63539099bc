import { crc32 } from 'node:zlib'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { connect } from '../../server/redis/client.ts'
import type { RedisClient } from '../../server/redis/client.ts'
import { readAddress } from '../../server/redis/address.ts'
import { countsIn } from '../../server/redis/counts.ts'
import { Link } from '../../server/redis/link.ts'
import { Membership } from '../../server/redis/membership.ts'
import { Session } from '../../server/sessions.ts'
import { LocalState } from '../../server/state/local.ts'
import type { CountsOwner } from '../../server/state/remote.ts'
import type { Counted, Wants } from '../../server/state/wants.ts'
import { redisNote, startRedis, withoutRedis } from '../support/redis-server.ts'
import type { RedisServer } from '../support/redis-server.ts'

let redis: RedisServer
let client: RedisClient
let owner: CountsOwner

beforeAll(async () => {
  if (withoutRedis) return
  redis = await startRedis()
  const address = readAddress(redis.url)
  client = await connect(address)
  const link = new Link(address, client)
  const member = new Membership(link, {
    version: '1',
    fingerprint: async () => 'f',
    anyFixtures: false,
  })
  await member.join()
  owner = countsIn(link, member, () => {})
})
afterAll(async () => {
  client?.close()
  await redis?.[Symbol.asyncDispose]()
})

const arbitraryKey = fc.constantFrom('a', 'b', 'c')
const arbitraryObject = arbitraryKey.map((name) => ({ key: name }))
const bucket = fc.record({
  key: arbitraryKey,
  limit: fc.constant(10),
  // The end of a period depends on the clock, and the clocks differ.
  periodMs: fc.constant(86_400_000),
  amount: fc.nat(4),
})
const fault = fc.record(
  {
    of: arbitraryObject,
    times: fc.option(fc.nat(3), { nil: undefined }),
    total: fc.option(fc.constantFrom(2, 3), { nil: undefined }),
    every: fc.option(fc.integer({ min: 1, max: 3 }), { nil: undefined }),
    probability: fc.option(fc.constantFrom(0, 0.3, 0.5, 1), { nil: undefined }),
    answers: fc.boolean(),
  },
  { requiredKeys: ['of', 'answers'] },
)
// The name of the count alone seeds the random numbers of a fault.
const startingFault = fault.map((one) => ({ ...one, random: crc32(one.of.key) }))
const fixture = fc.record({
  of: arbitraryObject,
  fails: fc.nat(2),
  cuts: fc.boolean(),
  after: fc.constantFrom('counts' as const, 'plays' as const, 'next' as const),
})
const arbitraryCall = fc.record(
  {
    buckets: fc.uniqueArray(bucket, { minLength: 1, maxLength: 2, selector: (one) => one.key }),
    faults: fc.array(startingFault, { minLength: 1, maxLength: 3 }),
    fixtures: fc.array(fixture, { minLength: 1, maxLength: 3 }),
  },
  { requiredKeys: [] },
)

describe.skipIf(withoutRedis)(`counts in Redis${redisNote}`, () => {
  test('match those of this process', async () => {
    let made = 0
    await fc.assert(
      fc.asyncProperty(fc.array(arbitraryCall, { minLength: 1, maxLength: 12 }), async (calls) => {
        const session = `s${++made}`
        await client.call('DEL', 'bedrock-local:totals')
        const here = new LocalState()
        const by = { session: new Session(session) }
        const known = new Map<string, Counted>()
        for (const call of calls) {
          const expected = here.take(by, interned(call, known))
          expect(plain(await owner.take(session, call))).toEqual(plain(expected))
        }
        expect(levelsOf(await owner.levels(session))).toEqual(levelsOf(here.levels(by.session)))
        const failed = here.read(by, (of) => [...known.values()].map(of))
        expect(await owner.failed(session, [...known.keys(), 'z'])).toEqual([...failed, 0])
      }),
      { numRuns: 60 },
    )
  })
})

/** Without the periods, which depend on a clock. */
function plain({ periods, ...taken }: Awaited<ReturnType<CountsOwner['take']>>) {
  return { ...taken, periods: periods?.length }
}

/** This process identifies counts by their object. */
function interned({ faults, fixtures, ...wants }: Wants, known: Map<string, Counted>): Wants {
  const same = <T extends { of: Counted }>(want: T): T => {
    const { key } = want.of
    const held = known.get(key) ?? want.of
    known.set(key, held)
    return { ...want, of: held }
  }
  return {
    ...wants,
    ...(faults && { faults: faults.map(same) }),
    ...(fixtures && { fixtures: fixtures.map(same) }),
  }
}

const levelsOf = (levels: Awaited<ReturnType<CountsOwner['levels']>>) =>
  levels
    .map((level) => ({ key: level.key, limit: level.limit, left: level.left }))
    .toSorted((a, b) => (a.key < b.key ? -1 : 1))
