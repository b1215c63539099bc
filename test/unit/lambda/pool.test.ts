import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { Environment } from '../../../server/lambda/environment.ts'
import type { LambdaFunction } from '../../../server/lambda/messages.ts'
import { Pool } from '../../../server/lambda/pool.ts'

const IDLE_MS = 1_000

/** The part of an environment that the pool uses. */
function environment() {
  const env = { dead: false, kill: () => void (env.dead = true) }
  return env as unknown as Environment
}

const take = async (pool: Pool, key: string) =>
  (await pool.take(key, {} as LambdaFunction, () => ({}))).env

describe('a pool of processes', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  test('ends the oldest if many are idle', async () => {
    const pool = new Pool(IDLE_MS)
    const envs = Array.from({ length: 12 }, environment)
    for (const [at, env] of envs.entries()) pool.give(`session ${at}`, env)
    expect(envs.map(({ dead }) => dead)).toEqual([true, true, ...Array(10).fill(false)])
    expect(await take(pool, 'session 11')).toBe(envs[11])
  })

  test('takes the process that was used last', async () => {
    const pool = new Pool(IDLE_MS)
    const [first, second, other] = [environment(), environment(), environment()]
    pool.give('a', first)
    pool.give('a', second)
    pool.give('b', other)
    expect(await take(pool, 'a')).toBe(second)
    expect(await take(pool, 'a')).toBe(first)
  })

  test('ends a process that has been idle for its time, counted from its last call', async () => {
    const pool = new Pool(IDLE_MS)
    const env = environment()
    pool.give('a', env)
    vi.advanceTimersByTime(IDLE_MS - 1)
    pool.give('a', await take(pool, 'a'))
    vi.advanceTimersByTime(IDLE_MS - 1)
    expect(env.dead).toBe(false)
    vi.advanceTimersByTime(1)
    expect(env.dead).toBe(true)
  })

  test('ends a process whose call outlives it', () => {
    const pool = new Pool(IDLE_MS)
    const env = environment()
    pool.close()
    pool.give('a', env)
    expect(env.dead).toBe(true)
  })
})
