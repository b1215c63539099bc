import { rates } from './compare.ts'
import { rules } from './folders.ts'
import { converse, promptOf } from './request.ts'
import type { Effort, Row } from './scenarios.ts'
import { ours } from './throughput.ts'

const QUIET = ['--log-level', 'silent', '--no-watch', '--lambdas', 'none']

/** What a call costs in CPU time when several processes answer, beside one. They share the core of the server. */
export async function workers(effort: Effort): Promise<Row[]> {
  const folder = rules(1)
  const contenders = ['1', '2'].map((count) =>
    ours(`--workers ${count}`, folder, [...QUIET, '--workers', count]),
  )
  const { rate, cpuUs } = await rates(contenders, converse(promptOf(200, 0)), effort)
  const one = cpuUs[0] ?? Number.NaN
  return contenders.map(({ name }, at) => ({
    name,
    value: ((cpuUs[at] ?? Number.NaN) / one) * 100,
    unit: "% of one's CPU time",
    ratio: (rate[at] ?? Number.NaN) / (rate[0] ?? Number.NaN),
    of: "one's rate",
    cpuUs: cpuUs[at] ?? Number.NaN,
    ...(at > 0 && { goal: 115, max: true as const }),
  }))
}
