import { fileOf } from './compare.ts'
import { rules } from './folders.ts'
import { runBeside, startOurs } from './processes.ts'
import { converse, http1Bytes, promptOf } from './request.ts'
import type { Effort, Row } from './row.ts'

const ROUNDS = 20

/** Ten minutes under load, in which memory has to stay flat; the first round is left to warm up. */
export async function soak({ seconds }: Effort): Promise<Row[]> {
  const server = await startOurs([
    '--mode',
    'replay',
    '--fixtures',
    rules(100),
    '--log-level',
    'silent',
    '--lambdas',
    'none',
  ])
  const request = fileOf(http1Bytes(converse(promptOf(2_000, 0))))
  const memory: number[] = []
  let calls = 0
  for (let round = 0; round < ROUNDS; round++) {
    const length = seconds < 4 ? seconds : 30
    const { rate = 0 } = await runBeside('load.ts', [server.port, 50, length, request])
    calls += rate * length
    memory.push(server.memory())
  }
  await server.stop()
  const early = memory[2] ?? Number.NaN
  const late = memory.at(-1) ?? Number.NaN
  return [
    { name: 'calls', value: calls, unit: 'in all' },
    { name: 'memory early', value: early, unit: 'MB' },
    { name: 'memory at the end', value: late, unit: 'MB', goal: early * 1.15, max: true },
  ]
}
