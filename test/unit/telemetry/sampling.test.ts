import { ROOT_CONTEXT, SpanKind } from '@opentelemetry/api'
import { SamplingDecision } from '@opentelemetry/sdk-trace'
import { expect, test, vi } from 'vitest'
import { batchFor, samplerFor } from '../../../server/telemetry/sampling.ts'

const [early, late] = [`${'0'.repeat(31)}1`, `${'f'.repeat(8)}${'0'.repeat(24)}`] as const

/** Whether a trace with this id is sampled. */
function takes(env: NodeJS.ProcessEnv, trace: string): boolean | undefined {
  const warn = vi.fn<(message: string) => void>()
  const sampler = samplerFor(env, warn)
  expect(warn).not.toHaveBeenCalled()
  const result = sampler?.shouldSample(ROOT_CONTEXT, trace, 'chat', SpanKind.SERVER, {}, [])
  return result && result.decision === SamplingDecision.RECORD_AND_SAMPLED
}

test.each([
  ['always_on', undefined, [true, true]],
  ['always_off', undefined, [false, false]],
  ['traceidratio', '0.5', [true, false]],
  ['parentbased_always_on', undefined, [true, true]],
  ['parentbased_always_off', undefined, [false, false]],
  ['parentbased_traceidratio', '0.5', [true, false]],
])('OTEL_TRACES_SAMPLER=%s', (name, share, taken) => {
  const env = { OTEL_TRACES_SAMPLER: name, OTEL_TRACES_SAMPLER_ARG: share }
  expect([early, late].map((trace) => takes(env, trace))).toEqual(taken)
})

test('without a name, or with an unknown one, the default is used', () => {
  const warn = vi.fn<(message: string) => void>()
  expect(samplerFor({}, warn)).toBeUndefined()
  expect(warn).not.toHaveBeenCalled()
  expect(samplerFor({ OTEL_TRACES_SAMPLER: 'jaeger_remote' }, warn)).toBeUndefined()
  expect(warn).toHaveBeenCalledWith(
    expect.stringMatching(/takes one of always_on, .*jaeger_remote/),
  )
  samplerFor({ OTEL_TRACES_SAMPLER: 'traceidratio', OTEL_TRACES_SAMPLER_ARG: '7' }, warn)
  expect(warn).toHaveBeenLastCalledWith(expect.stringContaining('a number from 0 to 1, not 7'))
})

test('batches have the size and interval of the variables', () => {
  expect(batchFor({})).toEqual({})
  expect(
    batchFor({
      OTEL_BSP_SCHEDULE_DELAY: '100',
      OTEL_BSP_MAX_QUEUE_SIZE: '4096',
      OTEL_BSP_MAX_EXPORT_BATCH_SIZE: 'many',
    }),
  ).toEqual({ scheduledDelayMillis: 100, maxQueueSize: 4_096 })
})
