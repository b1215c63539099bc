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
}

export function fileOf(bytes: Buffer): string {
  const file = join(scratch(), 'bytes')
  writeFileSync(file, bytes)
  return file
}

/** What a server answers, as the bytes of its body. */
export async function answerOf({ port }: Measured, { method, path, body }: Sent): Promise<Buffer> {
  const answer = await fetch(`http://127.0.0.1:${port}${path}`, { method, body })
  if (!answer.ok) throw new Error(`${answer.status}: ${await answer.text()}`)
  return Buffer.from(await answer.arrayBuffer())
}

export const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN

/** Requests a second of each contender, the median of rounds in which they take turns on the same two cores. */
export async function rates(
  contenders: readonly Contender[],
  sent: Sent,
  { rounds, seconds }: { rounds: number; seconds: number },
): Promise<{ rate: number[]; p99: number[] }> {
  const request = fileOf(http1Bytes(sent))
  const results = contenders.map(() => ({ rate: [] as number[], p99: [] as number[] }))
  for (const [at, contender] of Array.from({ length: rounds }, () => [
    ...contenders.entries(),
  ]).flat()) {
    const server = await contender.start()
    const result = await runBeside('load.ts', [
      server.port,
      contender.connections ?? 50,
      seconds,
      request,
      'awake',
    ])
    await server.stop()
    results[at]?.rate.push(result['rate'] ?? Number.NaN)
    results[at]?.p99.push(result['p99'] ?? Number.NaN)
  }
  return {
    rate: results.map((result) => median(result.rate)),
    p99: results.map((result) => median(result.p99)),
  }
}
