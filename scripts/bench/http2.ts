import { spawnSync } from 'node:child_process'
import { fileOf, inTurns, median } from './compare.ts'
import type { Contender } from './compare.ts'
import { rules } from './folders.ts'
import { runBeside, runToolBeside } from './processes.ts'
import type { Measured } from './processes.ts'
import { converse, promptOf } from './request.ts'
import type { Effort, Row } from './row.ts'
import { ours, references } from './throughput.ts'

// HTTP/2 without TLS, against a bare server of node:http2 that answers with the same bytes.

const sent = converse(promptOf(200, 0))

/** Sessions that stay open, and the number of concurrent calls on each. */
const SESSIONS = 5
const STREAMS = 10

type Load = (server: Measured, seconds: number) => Promise<number>

async function withReference(
  names: { bare: string; ours: string },
  load: Load,
  { rounds, seconds }: Effort,
  goal?: number,
): Promise<Row[]> {
  const subject = ours(names.ours, rules(1))
  const [reference] = await references(subject, sent, ['http2'])
  const contenders: Contender[] = reference === undefined ? [subject] : [reference, subject]
  const results = await inTurns(contenders, rounds, (server) => load(server, seconds))
  const [base = Number.NaN, mine = Number.NaN] = results.map(median)
  return [
    { name: names.bare, value: base, unit: 'requests/s', ratio: 1 },
    {
      name: names.ours,
      value: mine,
      unit: 'requests/s',
      ratio: mine / base,
      ...(goal !== undefined && { goal }),
    },
  ]
}

const rateOf = ({ rate = Number.NaN }: Record<string, number>) => rate

const byClient: Load = async ({ port }, seconds) =>
  rateOf(await runBeside('sdk.ts', [port, 8, seconds]))

/** Through one default AWS client, which opens a session per call and is itself the bottleneck. */
export function defaultClient(effort: Effort): Promise<Row[]> {
  return withReference({ bare: 'bare http2', ours: 'default SDK client' }, byClient, effort, 0.9)
}

export async function http2Sessions(effort: Effort): Promise<Row[]> {
  const h2load = spawnSync('h2load', ['--version']).status === 0
  const open = `${SESSIONS} open sessions`
  const alone = 'a session per call'
  return [
    ...(await withReference(
      { bare: `bare http2, ${open}`, ours: `Converse, ${open}${h2load ? ' (h2load)' : ''}` },
      h2load ? onOpenByH2load : onOpen,
      effort,
    )),
    ...(await withReference(
      { bare: `bare http2, ${alone}`, ours: `Converse, ${alone}` },
      eachAlone,
      effort,
    )),
  ]
}

const byNode = async ({ port }: Measured, seconds: number, sessions: number, calls: number) => {
  const file = fileOf(Buffer.from(JSON.stringify(sent)))
  return rateOf(await runBeside('load-http2.ts', [port, sessions, calls, seconds, file]))
}

const onOpen: Load = (server, seconds) => byNode(server, seconds, SESSIONS, SESSIONS * STREAMS)
const eachAlone: Load = (server, seconds) => byNode(server, seconds, 0, 16)

const onOpenByH2load: Load = async ({ port }, seconds) => {
  const output = await runToolBeside('h2load', [
    `--duration=${seconds}`,
    '--warm-up-time=1',
    `--clients=${SESSIONS}`,
    `--max-concurrent-streams=${STREAMS}`,
    `--data=${fileOf(Buffer.from(sent.body))}`,
    '--header=content-type: application/json',
    `http://127.0.0.1:${port}${sent.path}`,
  ])
  const rate = /([\d.]+) req\/s/.exec(output)?.[1]
  if (rate === undefined || !output.includes(' 0 3xx, 0 4xx, 0 5xx')) throw new Error(output)
  return Number(rate)
}
