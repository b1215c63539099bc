import { answerOf, fileOf, rates } from './compare.ts'
import type { Contender } from './compare.ts'
import { rules, scratch } from './folders.ts'
import { startOurs, startReference } from './processes.ts'
import type { Measured } from './processes.ts'
import { converse, promptOf } from './request.ts'
import type { Effort, Row } from './scenarios.ts'

/** What lies between a client and its upstream costs, in calls a second and in waiting. */
export async function passThrough(effort: Effort): Promise<Row[]> {
  const sent = converse(promptOf(200, 0))
  const replaying = await startOurs([
    '--mode',
    'replay',
    '--fixtures',
    rules(1, 200),
    '--log-level',
    'silent',
  ])
  const file = fileOf(await answerOf(replaying, sent))
  await replaying.stop()

  const direct: Contender = {
    name: 'upstream itself',
    connections: 8,
    start: () => startReference('node', file),
  }
  const through = (mode: string, more: () => string[]): Contender => ({
    name: `through ${mode}`,
    connections: 8,
    start: async () => {
      const upstream = await startReference('node', file)
      const server = await startOurs([
        '--mode',
        mode,
        '--upstream',
        `http://127.0.0.1:${upstream.port}`,
        '--fixtures',
        scratch(),
        '--log-level',
        'silent',
        '--lambdas',
        'none',
        ...more(),
      ])
      return both(server, upstream)
    },
  })
  const all = [direct, through('proxy', () => []), through('record', () => ['--refresh'])]
  const { rate, p99 } = await rates(all, sent, effort)
  return all.map(({ name }, at) => ({
    name,
    value: rate[at] ?? Number.NaN,
    unit: 'requests/s',
    ratio: (rate[at] ?? Number.NaN) / (rate[0] ?? Number.NaN),
    p99: p99[at] ?? Number.NaN,
  }))
}

const both = (server: Measured, upstream: Measured): Measured => ({
  ...server,
  async stop() {
    await server.stop()
    await upstream.stop()
  },
})
