import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { scratch } from './folders.ts'
import { runBeside } from './processes.ts'
import type { Measured } from './processes.ts'
import { http1Bytes } from './request.ts'
import type { Sent } from './request.ts'

export interface Contender {
  name: string
  start(): Promise<Measured>
  connections?: number
  /** Instead of the request that the others get. */
  sent?: Sent
}

export function fileOf(bytes: Buffer): string {
  const file = join(scratch(), 'bytes')
  writeFileSync(file, bytes)
  return file
}

/** The body of a server's answer. */
export async function answerOf({ port }: Measured, { method, path, body }: Sent): Promise<Buffer> {
  const answer = await fetch(`http://127.0.0.1:${port}${path}`, { method, body })
  if (!answer.ok) throw new Error(`${answer.status}: ${await answer.text()}`)
  return Buffer.from(await answer.arrayBuffer())
}

export const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN

/** Measures the contenders in rounds, in which they take turns on the same two cores. Returns all results of each. */
export async function inTurns<Result>(
  contenders: readonly Contender[],
  rounds: number,
  measure: (server: Measured, contender: Contender) => Promise<Result>,
): Promise<Result[][]> {
  const results: Result[][] = contenders.map(() => [])
  for (let round = 0; round < rounds; round++) {
    for (const [at, contender] of contenders.entries()) {
      const server = await contender.start()
      results[at]?.push(await measure(server, contender))
      await server.stop()
    }
  }
  return results
}

/** Medians of each contender: requests per second, the 99th percentile of the latency, and the CPU time per request. */
export async function rates(
  contenders: readonly Contender[],
  sent: Sent,
  { rounds, seconds }: { rounds: number; seconds: number },
): Promise<{ rate: number[]; p99: number[]; cpuUs: number[] }> {
  const request = fileOf(http1Bytes(sent))
  const results = await inTurns(
    contenders,
    rounds,
    async (server, { connections = 50, sent: own }): Promise<Record<string, number>> => {
      const file = own === undefined ? request : fileOf(http1Bytes(own))
      const before = server.cpuMs()
      const figures = await runBeside('load.ts', [server.port, connections, seconds, file, 'awake'])
      const cpuMs = server.cpuMs() - before
      return { ...figures, cpuUs: (cpuMs * 1_000) / (figures['answered'] ?? Number.NaN) }
    },
  )
  const medians = (figure: string) =>
    results.map((each) => median(each.map((one) => one[figure] ?? Number.NaN)))
  return { rate: medians('rate'), p99: medians('p99'), cpuUs: medians('cpuUs') }
}
