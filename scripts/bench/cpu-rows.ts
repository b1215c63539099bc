import { rates } from './compare.ts'
import type { Contender } from './compare.ts'
import type { Sent } from './request.ts'
import type { Effort, Row } from './row.ts'

/** The CPU time per call of each contender, relative to the first. */
export async function cpuRows(
  contenders: readonly Contender[],
  sent: Sent,
  effort: Effort,
): Promise<Row[]> {
  const { rate, p99, cpuUs } = await rates(contenders, sent, effort)
  const base = cpuUs[0] ?? Number.NaN
  return contenders.map(({ name }, at) => ({
    name,
    value: rate[at] ?? Number.NaN,
    unit: 'requests/s',
    ratio: (cpuUs[at] ?? Number.NaN) / base,
    of: 'the CPU time of the first',
    p99: p99[at] ?? Number.NaN,
    cpuUs: cpuUs[at] ?? Number.NaN,
  }))
}
