import { answerOf, fileOf, median } from './compare.ts'
import { rules, scratch } from './folders.ts'
import { runBeside, startOurs, startReference } from './processes.ts'
import type { Measured } from './processes.ts'
import { converse, http1Bytes } from './request.ts'
import type { Effort, Row } from './row.ts'

/** Credentials that the stand-in accepts and no account has. */
const KEYS = {
  AWS_ACCESS_KEY_ID: 'ASIABENCHMARKKEYS234',
  AWS_SECRET_ACCESS_KEY: 'benchmarkSecretThatNoAccountHas000000000',
}
/** `load.ts` puts a number here, because each call of an app is different. */
const requestFor = (operation?: string) =>
  converse(`${'What lifts the cranes in the harbour? '.repeat(5)} Number #########.`, operation)

interface Case {
  name: string
  reference: 'node' | 'node-frames'
  delayMs: number
  connections: number
  goals: Record<'proxy' | 'record', Goal>
}

interface Goal {
  /** The least share of the rate without a server in between. */
  ratio: number
  /** The most that it adds to the wait. */
  addedMs?: number
}

const CASES: readonly Case[] = [
  {
    name: 'an upstream that answers at once',
    reference: 'node',
    delayMs: 0,
    connections: 16,
    goals: { proxy: { ratio: 0.3 }, record: { ratio: 0.15 } },
  },
  {
    name: 'after 20 ms, 16 at once',
    reference: 'node',
    delayMs: 20,
    connections: 16,
    goals: { proxy: { ratio: 0.95, addedMs: 1 }, record: { ratio: 0.85, addedMs: 3 } },
  },
  {
    name: 'after 20 ms, 64 at once',
    reference: 'node',
    delayMs: 20,
    connections: 64,
    goals: { proxy: { ratio: 0.88 }, record: { ratio: 0.65, addedMs: 10 } },
  },
  {
    name: 'streams, 16 at once',
    reference: 'node-frames',
    delayMs: 20,
    connections: 16,
    goals: { proxy: { ratio: 0.8, addedMs: 2 }, record: { ratio: 0.8, addedMs: 2 } },
  },
]

const MODES = [
  ['proxy', []],
  ['record', ['--refresh']],
] as const

/** More calls than a round has. No round repeats a request of another one, which would be stored in its file. */
const NUMBERS_OF_A_ROUND = 1_000_000

/** The cost of a proxy between a client and its upstream, in calls per second and in time to the first byte. */
export async function passThrough(effort: Effort): Promise<Row[]> {
  const bodies = await answers()
  const rows: Row[] = []
  for (const one of CASES) rows.push(...(await measure(one, bodies[one.reference], effort)))
  return rows
}

/** The answers of the stand-in: one complete, one as a stream. */
async function answers(): Promise<Record<Case['reference'], string>> {
  const server = await startOurs(['--mode', 'mock', '--fixtures', rules(0), ...QUIET])
  const node = fileOf(await answerOf(server, requestFor()))
  const frames = fileOf(await answerOf(server, requestFor('converse-stream')))
  await server.stop()
  return { node, 'node-frames': frames }
}

const QUIET = ['--log-level', 'silent', '--lambdas', 'none', '--pace', 'instant']

interface Result {
  rate: number
  p50: number
  p99: number
  first: number
}

async function measure(one: Case, body: string, effort: Effort): Promise<Row[]> {
  const { name, reference, delayMs, connections, goals } = one
  const streams = reference === 'node-frames'
  const request = fileOf(http1Bytes(requestFor(streams ? 'converse-stream' : 'converse')))
  const upstream = await startReference(reference, body, { delayMs, elsewhere: true })
  const load = async ({ port }: Measured): Promise<Result> => {
    const results: Result[] = []
    for (let round = 0; round < effort.rounds; round++) {
      const first = round * NUMBERS_OF_A_ROUND
      const given = [port, connections, effort.seconds, request, 'asleep', first]
      results.push((await runBeside('load.ts', given)) as unknown as Result)
    }
    const of = (figure: keyof Result) => median(results.map((result) => result[figure]))
    return { rate: of('rate'), p50: of('p50'), p99: of('p99'), first: of('first') }
  }
  const direct = await load(upstream)
  const rows: Row[] = [{ name, value: direct.rate, unit: 'requests/s', ratio: 1, p99: direct.p99 }]
  for (const [mode, more] of MODES) {
    const to = `http://127.0.0.1:${upstream.port}`
    const args = ['--mode', mode, '--upstream', to, '--fixtures', scratch(), ...QUIET, ...more]
    const server = await startOurs(args, { env: KEYS })
    const { rate, p50, p99, first } = await load(server)
    await server.stop()
    const { ratio: goal, addedMs } = goals[mode]
    const added = streams ? first - direct.first : p50 - direct.p50
    rows.push(
      {
        name: `  through ${mode}`,
        value: rate,
        unit: 'requests/s',
        ratio: rate / direct.rate,
        p99,
        goal,
      },
      {
        name: `  through ${mode}, added to ${streams ? 'the first frame' : 'an answer'}`,
        value: added,
        unit: 'ms',
        ...(addedMs !== undefined && { goal: addedMs, max: true }),
      },
    )
  }
  await upstream.stop()
  return rows
}
