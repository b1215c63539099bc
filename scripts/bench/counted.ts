import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { findRedis } from '../redis.ts'
import { cpuRows } from './cpu-rows.ts'
import { counted, scratch, writtenByHand } from './folders.ts'
import { converse, promptOf } from './request.ts'
import type { Effort, Row } from './row.ts'
import { ours } from './throughput.ts'

const PORT = 6_390
const QUIET = ['--log-level', 'silent', '--no-watch', '--lambdas', 'none']
const SHARED = [...QUIET, '--state', `redis://127.0.0.1:${PORT}`, '--state-any-fixtures']

/** The cost of a call that counts, in this process and in a store, compared with one that counts nothing. */
export async function countedCalls(effort: Effort): Promise<Row[]> {
  const program = findRedis()
  const redis =
    program === undefined
      ? undefined
      : spawn(program, ['--port', String(PORT), '--save', '', '--dir', scratch()], {
          stdio: ['ignore', 'pipe', 'inherit'],
        })
  if (redis !== undefined) await once(redis.stdout, 'data')
  try {
    const contenders = [
      ours('counts nothing', writtenByHand(), QUIET),
      ours('counts, in the process', counted(), QUIET),
      ...(redis === undefined
        ? []
        : [
            ours('counts nothing, with a store', writtenByHand(), SHARED),
            ours('counts, in the store', counted(), SHARED),
          ]),
    ]
    return await cpuRows(contenders, converse(promptOf(200, 0)), effort)
  } finally {
    redis?.kill()
  }
}
