import type { Forecast, ModelSums } from './forecast.ts'
import type { Sums } from './sums.ts'

/** A forecast as tables: by minute, then by model. */
export function forecastText({ minutes = [], models, cost }: Forecast): string {
  if (models.length === 0) return 'No calls of models.\n'
  const byMinute =
    minutes.length === 0
      ? []
      : [
          table(
            ['minute (UTC)', ...HEAD],
            minutes.map((row) => [row.minute.slice(0, -1).replace('T', ' '), ...cellsOf(row)]),
          ),
        ]
  const byModel = table(
    [...HEAD, 'peak calls/min', 'peak tokens/min'],
    models.map((row) => [...cellsOf(row), ...peaksOf(row)]),
  )
  return [...byMinute, byModel, `Cost: ${dollars(cost)}\n`].join('\n')
}

const HEAD = ['model', 'calls', 'refused', 'input', 'output', 'cached', 'cost', 'throttled']

function cellsOf(sums: Sums): string[] {
  const { model, calls, refused, inputTokens, outputTokens, cost, throttled } = sums
  const counts = [calls, refused, inputTokens, outputTokens, sums.cacheReadInputTokens]
  return [
    model,
    ...counts.map(whole),
    dollars(cost),
    throttled === undefined ? '-' : whole(throttled),
  ]
}

const peaksOf = ({ peak, limits = {} }: ModelSums): string[] => [
  ofLimit(peak?.calls, limits.requestsPerMinute),
  ofLimit(peak?.quotaTokens, limits.tokensPerMinute),
]

const ofLimit = (count: number | undefined, limit: number | undefined): string =>
  (count === undefined ? '-' : whole(count)) + (limit === undefined ? '' : ` of ${whole(limit)}`)

const whole = (count: number): string => count.toLocaleString('en-US')

/** Small amounts are shown in cents or fractions of them. */
function dollars(cost: number | undefined): string {
  if (cost === undefined) return '-'
  return `$${cost.toLocaleString('en-US', {
    minimumFractionDigits: 2,
    maximumFractionDigits: cost < 1 ? 6 : 2,
  })}`
}

/** Columns of names to the left, of numbers to the right. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((title, at) =>
    Math.max(title.length, ...rows.map((row) => row[at]?.length ?? 0)),
  )
  const isLeft = head.map((_, at) => at === 0 || head[at] === 'model')
  return [head, ...rows]
    .map((row) =>
      row
        .map((cell, at) =>
          isLeft[at] === true ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0),
        )
        .join('  ')
        .trimEnd(),
    )
    .map((line) => `${line}\n`)
    .join('')
}
