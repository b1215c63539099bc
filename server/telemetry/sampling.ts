import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  ParentBasedSampler,
  TraceIdRatioBasedSampler,
} from '@opentelemetry/sdk-trace'
import type { BatchSpanProcessorOptions, Sampler } from '@opentelemetry/sdk-trace'

const SAMPLERS: Readonly<Record<string, (share: number) => Sampler>> = {
  always_on: () => new AlwaysOnSampler(),
  always_off: () => new AlwaysOffSampler(),
  traceidratio: (share) => new TraceIdRatioBasedSampler(share),
  parentbased_always_on: () => new ParentBasedSampler({ root: new AlwaysOnSampler() }),
  parentbased_always_off: () => new ParentBasedSampler({ root: new AlwaysOffSampler() }),
  parentbased_traceidratio: (share) =>
    new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(share) }),
}

/** Which calls become spans, by the standard variables; undefined for the default of the standard. `warn` is called with values that it cannot parse. */
export function samplerFor(
  env: NodeJS.ProcessEnv,
  warn: (message: string) => void,
): Sampler | undefined {
  const name = env['OTEL_TRACES_SAMPLER']?.trim().toLowerCase() ?? ''
  if (name === '') return undefined
  const make = SAMPLERS[name]
  if (make === undefined) {
    warn(`OTEL_TRACES_SAMPLER takes one of ${Object.keys(SAMPLERS).join(', ')}, not ${name}.`)
    return undefined
  }
  const written = env['OTEL_TRACES_SAMPLER_ARG']?.trim() ?? ''
  const share = written === '' ? 1 : Number(written)
  if (share >= 0 && share <= 1) return make(share)
  warn(`OTEL_TRACES_SAMPLER_ARG takes a number from 0 to 1, not ${written}.`)
  return make(1)
}

const BATCH = {
  maxQueueSize: 'OTEL_BSP_MAX_QUEUE_SIZE',
  maxExportBatchSize: 'OTEL_BSP_MAX_EXPORT_BATCH_SIZE',
  scheduledDelayMillis: 'OTEL_BSP_SCHEDULE_DELAY',
  exportTimeoutMillis: 'OTEL_BSP_EXPORT_TIMEOUT',
} as const

/** How spans leave, by the standard variables. */
export function batchFor(env: NodeJS.ProcessEnv): Omit<BatchSpanProcessorOptions, 'exporter'> {
  const given = Object.entries(BATCH).map(([option, name]) => [option, Number(env[name])] as const)
  return Object.fromEntries(given.filter(([, value]) => Number.isInteger(value) && value > 0))
}
