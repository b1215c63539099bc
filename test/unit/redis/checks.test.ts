import { expect, test } from 'vitest'
import { readAddress } from '../../../server/redis/address.ts'
import { checkStore, connectionProblem } from '../../../server/redis/checks.ts'
import { StoreLost } from '../../../server/redis/link.ts'
import type { RedisClient } from '../../../server/redis/client.ts'

const address = readAddress('redis://:secret@store')

/** A store with a version and a clock. */
const store = (version: string, aheadMs = 0): RedisClient => ({
  script: async () => undefined,
  call: async (command) => {
    if (command === 'INFO') return `# Server\r\nredis_version:${version}\r\n`
    const now = Date.now() + aheadMs
    return [String(Math.floor(now / 1_000)), String((now % 1_000) * 1_000)]
  },
  close() {},
})

test('Redis 7 and later is supported', async () => {
  await checkStore(address, store('7.0.15'))
  await checkStore(address, store('10.2.0'))
})

test.each([
  [store('6.2.1'), /is Redis 6\.2\.1; expected Redis 7 or later, or Valkey$/],
  [store('x'), /is Redis x; expected Redis 7/],
  [
    store('7.2.0', 60_000),
    /has a clock that is 60 s ahead of this machine's; synchronise both with NTP/,
  ],
  [store('7.2.0', -9_000), /has a clock that is 9 s behind this machine's/],
])('otherwise a message gives the reason', async (client, message) => {
  await expect(checkStore(address, client)).rejects.toThrow(message)
})

test.each([
  ['WRONGPASS invalid username-password pair', /rejects the user or password in the URL/],
  ['NOAUTH Authentication required.', /rejects the user or password in the URL/],
  ['NOPERM no permissions', /does not let this user do what is needed/],
  ["OOM command not allowed when used memory > 'maxmemory'.", /is out of memory \(OOM command/],
  ['connect ECONNREFUSED 127.0.0.1:6379', /cannot be reached: connect ECONNREFUSED/],
])('%s', (why, message) => {
  const problem = connectionProblem(address, new Error(why))
  expect(problem.message).toMatch(/^state: the store redis:\/\/store:6379 /)
  expect(problem.message).toMatch(message)
  expect(problem.message).not.toContain('secret')
  expect(connectionProblem(address, new StoreLost(address, why)).message).toBe(problem.message)
})
