import type { Row } from '../../journal/row.ts'

const STEP_MS = 10_000
export const STEPS = 90

/** What happened in ten seconds. */
export interface Step {
  at: number
  calls: number
  failed: number
  p50: number | undefined
  p95: number | undefined
  tokens: number
}

/** The last fifteen minutes in steps of ten seconds, oldest first. */
export function seriesOf(rows: readonly Row[], now: number): Step[] {
  const end = Math.ceil(now / STEP_MS) * STEP_MS
  const first = end - STEPS * STEP_MS
  const buckets: Row[][] = Array.from({ length: STEPS }, () => [])
  for (const row of rows) buckets[Math.floor((row.at - first) / STEP_MS)]?.push(row)
  return buckets.map((bucket, index) => {
    const times = bucket.map(({ totalMs }) => totalMs).toSorted((a, b) => a - b)
    return {
      at: first + index * STEP_MS,
      calls: bucket.length,
      failed: bucket.filter(({ status }) => status >= 400 || status === 0).length,
      p50: quantile(times, 0.5),
      p95: quantile(times, 0.95),
      tokens: bucket.reduce(
        (sum, { usage }) =>
          sum + (usage === undefined ? 0 : usage.inputTokens + usage.outputTokens),
        0,
      ),
    }
  })
}

const quantile = (sorted: readonly number[], part: number): number | undefined =>
  sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))]
