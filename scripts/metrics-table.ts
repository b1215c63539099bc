import type { MetricSample } from '../server/lambda/embedded-metrics.ts'

const UNITS: Readonly<Record<string, string>> = { Milliseconds: 'ms', Seconds: 's', Percent: '%' }

/** The metrics of a call, grouped by dimensions. */
export function metricsTable(samples: readonly MetricSample[]): string {
  const groups = new Map<string, MetricSample[]>()
  for (const sample of samples) {
    const group = groupOf(sample)
    groups.set(group, [...(groups.get(group) ?? []), sample])
  }
  const width = Math.max(...samples.map(({ metric }) => metric.length))
  return [...groups]
    .map(([group, all]) =>
      [group, ...all.map((sample) => `  ${sample.metric.padEnd(width)}  ${valueOf(sample)}`)].join(
        '\n',
      ),
    )
    .join('\n')
}

function groupOf({ namespace, dimensions }: MetricSample): string {
  const names = Object.entries(dimensions).map(([name, value]) => `${name}=${value}`)
  return [namespace, ...names].join(' ')
}

function valueOf({ value, unit }: MetricSample): string {
  const text = Number(value.toPrecision(6)).toString()
  return `${text.padStart(10)} ${UNITS[unit] ?? ''}`.trimEnd()
}
