import { fileOf, inTurns } from './compare.ts'
import { rules, streams } from './folders.ts'
import { runBeside } from './processes.ts'
import { converse, http1Bytes, promptOf } from './request.ts'
import type { Effort, Row } from './row.ts'
import { ours } from './throughput.ts'

const QUIET = ['--log-level', 'silent', '--no-watch', '--lambdas', 'none']
const COUNTS = [1, 2]
const GOAL = 115

/** For each process: with more cores, a server has more to do. */
const CONNECTIONS = 50
const STREAMS = 250
const FRAMES_PER_SECOND = 50

/**
 * The CPU time of a call and of a paced frame with several processes, compared with one. They share the core of the
 * server.
 */
export async function workers(effort: Effort): Promise<Row[]> {
  const { seconds } = effort
  const calls = await compare('', effort, { folder: rules(1), mode: 'replay' }, (port, count) =>
    runBeside('load.ts', [port, CONNECTIONS * count, seconds, sent('converse'), 'awake']),
  )
  // If a frame costs the same, twice the cores carry twice the streams.
  const folder = streams({ framesPerSecond: FRAMES_PER_SECOND, seconds: Math.max(5, seconds) })
  const paced = `, ${STREAMS} paced streams for each`
  const frames = await compare(paced, effort, { folder, mode: 'mock' }, (port, count) =>
    runBeside('paced.ts', [port, STREAMS * count, 500, FRAMES_PER_SECOND, sent('converse-stream')]),
  )
  return [...calls, ...frames]
}

const sent = (operation: string) => fileOf(http1Bytes(converse(promptOf(200, 0), operation)))

async function compare(
  what: string,
  { rounds }: Effort,
  { folder, mode }: { folder: string; mode: string },
  load: (port: number, count: number) => Promise<Record<string, number>>,
): Promise<Row[]> {
  const pace = mode === 'mock' ? ['--pace', 'realistic'] : []
  const contenders = COUNTS.map((count) =>
    ours(
      `--workers ${count}${what}`,
      folder,
      [...QUIET, ...pace, '--workers', String(count)],
      mode,
    ),
  )
  const results = await inTurns(contenders, rounds, async (server, { name }) => {
    const count = COUNTS[contenders.findIndex((one) => one.name === name)] ?? 1
    // Each process compiles hot code separately.
    await load(server.port, count)
    const before = server.cpuMs()
    const { answered, frames = Number.NaN } = await load(server.port, count)
    return ((server.cpuMs() - before) * 1_000) / (answered ?? frames)
  })
  const cpuUs = results.map((each) => Math.min(...each))
  return contenders.map(({ name }, at) => row(name, cpuUs, at))
}

const row = (name: string, cpuUs: readonly number[], at: number): Row => ({
  name,
  value: ((cpuUs[at] ?? Number.NaN) / (cpuUs[0] ?? Number.NaN)) * 100,
  unit: "% of one's CPU time",
  cpuUs: cpuUs[at] ?? Number.NaN,
  ...(at > 0 && { goal: GOAL, max: true as const }),
})
