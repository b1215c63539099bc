import { BUCKETS } from '../journal/buckets.ts'
import { costOfSeries } from '../journal/totals.ts'
import type { FunctionSeries } from '../journal/function-metrics.ts'
import type { GuardrailSeries } from '../journal/guardrail-totals.ts'
import type { Histogram } from '../journal/totals.ts'
import { string } from '../shape/shape.ts'
import type { AdminRoute } from './route.ts'
import type { AdminSources } from './sources.ts'

export const metricRoutes: readonly AdminRoute[] = [
  {
    method: 'GET',
    path: '/metrics',
    summary: 'Returns metrics in Prometheus format',
    answer: {
      what: 'The metrics.',
      shape: string,
      type: 'text/plain; version=0.0.4; charset=utf-8',
    },
    run: async (_request, admin) => metricsText(admin, await admin.store.fingerprint()),
  },
]

type Labels = Readonly<Record<string, string | number>>
type Sample = readonly [labels: Labels, value: number]

export function metricsText(
  { journal, sessions, store }: Pick<AdminSources, 'journal' | 'sessions' | 'store'>,
  fingerprint: string,
): string {
  const { totals } = journal
  const series = totals.series()
  const { fixtures, recordings } = store.count
  return [
    metric(
      'calls_total',
      'counter',
      'Calls that were answered.',
      series.map(({ operation, model, source, status, calls }) => [
        { operation, model, source, status },
        calls,
      ]),
    ),
    histogram(
      'call_duration_seconds',
      'Time from the request to the end of the answer.',
      totals.latency(),
    ),
    histogram(
      'first_byte_seconds',
      'Time from the request to the first event of a stream.',
      totals.firstByte(),
    ),
    metric('streams_open', 'gauge', 'Streams in progress.', [[{}, totals.streamsOpen]]),
    metric(
      'tokens_total',
      'counter',
      'Tokens of requests and answers.',
      series.flatMap(({ operation, model, source, status, usage }) =>
        TOKENS.map(([member, kind]): Sample => [
          { operation, model, source, status, kind },
          usage[member],
        ]).filter(([, value]) => value > 0),
      ),
    ),
    metric(
      'cost_dollars_total',
      'counter',
      'What the tokens would cost, or did, in US dollars.',
      series.flatMap((one): Sample[] => {
        const cost = costOfSeries(one) ?? 0
        const { operation, model, source, status } = one
        return cost > 0 ? [[{ operation, model, source, status }, cost]] : []
      }),
    ),
    ...guardrailMetrics(totals.guardrails.list()),
    functionMetrics(totals.functions.list()),
    metric('sessions', 'gauge', 'Known sessions.', [[{}, sessions.list().length]]),
    metric('journal_exchanges', 'gauge', 'Exchanges in the journal.', [[{}, journal.count()]]),
    metric('fixtures', 'gauge', 'Loaded fixtures.', [
      [{ kind: 'rule' }, fixtures],
      [{ kind: 'recording' }, recordings],
    ]),
    metric('fixtures_info', 'gauge', 'A digest of the fixtures; the same for the same files.', [
      [{ fingerprint }, 1],
    ]),
  ].join('')
}

const TOKENS = [
  ['inputTokens', 'input'],
  ['outputTokens', 'output'],
  ['cacheReadInputTokens', 'cache_read'],
  ['cacheWriteInputTokens', 'cache_write'],
] as const

function metric(name: string, type: string, help: string, samples: readonly Sample[]): string {
  return (
    head(name, type, help) + samples.map(([labels, value]) => sample(name, labels, value)).join('')
  )
}

function histogram(name: string, help: string, all: readonly Histogram[]): string {
  const lines = all.map(({ operation, source, buckets, sum, count }) => {
    let below = 0
    const within = [...BUCKETS, Infinity].map((bound, at) => {
      below += buckets[at] ?? 0
      const le = bound === Infinity ? '+Inf' : String(bound)
      return sample(`${name}_bucket`, { operation, source, le }, below)
    })
    const labels = { operation, source }
    return (
      within.join('') + sample(`${name}_sum`, labels, sum) + sample(`${name}_count`, labels, count)
    )
  })
  return head(name, 'histogram', help) + lines.join('')
}

const DONE = { NONE: 'none', MASKED: 'masked', BLOCKED: 'blocked' } as const

function guardrailMetrics(all: readonly GuardrailSeries[]): string[] {
  const samples = (
    of: (series: GuardrailSeries) => Iterable<readonly [string, number]>,
    label: string,
  ) =>
    all.flatMap((series): Sample[] => {
      const { guardrail, side } = series
      return [...of(series)]
        .filter(([, count]) => count > 0)
        .map(([name, count]) => [{ guardrail, side, [label]: name }, count])
    })
  return [
    metric(
      'guardrail_assessments_total',
      'counter',
      'Inputs and answers that guardrails have judged, by what was done.',
      samples(
        ({ actions }) =>
          Object.entries(DONE).map(([key, name]) => [name, actions[key as keyof typeof DONE]]),
        'action',
      ),
    ),
    metric(
      'guardrail_findings_total',
      'counter',
      'Inputs and answers in which a policy found something.',
      samples(({ policies }) => policies, 'policy'),
    ),
    metric(
      'guardrail_text_units_total',
      'counter',
      'Text units, as AWS bills them.',
      samples(({ units }) => units, 'units'),
    ),
  ]
}

/** Metrics that functions logged in CloudWatch's embedded metric format. */
function functionMetrics(all: readonly FunctionSeries[]): string {
  const name = 'function_metric'
  const lines = all.map(({ fn, namespace, metric: label, unit, dimensions, count, sum }) => {
    const labels: Record<string, string> = { function: fn, namespace, metric: label, unit }
    for (const [dimension, value] of Object.entries(dimensions))
      labels[`dimension_${dimension.replaceAll(/\W/g, '_')}`] = value
    return sample(`${name}_sum`, labels, sum) + sample(`${name}_count`, labels, count)
  })
  return (
    head(name, 'summary', 'Metrics that Lambda functions wrote to their logs.') + lines.join('')
  )
}

const PREFIX = 'bedrock_local_'

const head = (name: string, type: string, help: string) =>
  `# HELP ${PREFIX}${name} ${help}\n# TYPE ${PREFIX}${name} ${type}\n`

function sample(name: string, labels: Labels, value: number): string {
  const written = Object.entries(labels).map(
    ([label, text]) => `${label}="${escaped(String(text))}"`,
  )
  return `${PREFIX}${name}${written.length === 0 ? '' : `{${written.join(',')}}`} ${value}\n`
}

const escaped = (text: string) =>
  text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')
