import { expect, test } from 'vitest'
import { forecast } from '../../../server/forecast/forecast.ts'
import type { Use } from '../../../server/forecast/use.ts'
import { createCatalogue } from '../../../server/models/models.ts'
import { readQuotas } from '../../../server/quotas/config.ts'
import { Session } from '../../../server/sessions.ts'

const micro = 'amazon.nova-micro-v1:0'
const sonnet = 'us.anthropic.claude-sonnet-4-5-20250929-v1:0'
const catalogue = createCatalogue({ account: '123456789012' })
const session = new Session('test')
const resolve = (sent: string) => catalogue.resolve(sent, 'us-east-1', session)
const start = Date.parse('2026-01-31T12:04:00Z')

/** A call, the given number of seconds after the start of the first minute. */
const call = (seconds: number, more: Partial<Use> = {}): Use => ({
  at: start + seconds * 1_000,
  model: micro,
  status: 200,
  usage: { inputTokens: 1_000, outputTokens: 500 },
  ...more,
})
const of = (calls: Use[], quotas: object = {}) =>
  forecast({ kind: 'calls', calls }, resolve, readQuotas(quotas))

test('sums tokens and dollars by minute and model, in order of time', () => {
  const { minutes, models, cost } = of([
    call(61),
    call(0, { usage: { inputTokens: 10, outputTokens: 5, cacheReadInputTokens: 7 } }),
    call(59, { model: `arn:aws:bedrock:us-east-1::foundation-model/${micro}` }),
    call(59, { model: sonnet }),
    call(59, { status: 429 }),
  ])
  expect(minutes).toMatchObject([
    {
      minute: '2026-01-31T12:04Z',
      model: micro,
      calls: 2,
      refused: 1,
      inputTokens: 1_010,
      cacheReadInputTokens: 7,
      // Cache reads do not count.
      quotaTokens: 1_515,
      throttled: undefined,
    },
    // The output of Claude Sonnet 4.5 counts five times.
    { minute: '2026-01-31T12:04Z', model: sonnet, calls: 1, quotaTokens: 3_500 },
    { minute: '2026-01-31T12:05Z', model: micro, calls: 1, outputTokens: 500 },
  ])
  expect(models.map(({ model, calls, peak }) => [model, calls, peak])).toEqual([
    [sonnet, 1, { calls: 1, quotaTokens: 3_500 }],
    [micro, 3, { calls: 2, quotaTokens: 1_515 }],
  ])
  const [dearest, other] = models
  expect(cost).toBeCloseTo((dearest?.cost ?? NaN) + (other?.cost ?? NaN), 12)
  expect(minutes?.[1]?.cost).toBe(dearest?.cost)
})

test("requests and tokens beyond a minute's limit are throttled, and use nothing", () => {
  const seven = [0, 1, 2, 3, 4, 60, 61].map((seconds) => call(seconds))
  const [byRequests] = of(seven, { [micro]: { requestsPerMinute: 3 } }).models
  expect(byRequests).toMatchObject({ throttled: 2, limits: { requestsPerMinute: 3 } })
  const byTokens = of([...seven, call(5, { usage: { inputTokens: 1, outputTokens: 1 } })], {
    'amazon.*': { tokensPerMinute: 4_000 },
  })
  // The small call still fits, although the large ones before it did not.
  expect(byTokens.minutes?.map(({ throttled }) => throttled)).toEqual([3, 0])
  const [byDay] = of(seven, { '*': { tokensPerDay: 9_000, outputRate: 0 } }).models
  expect(byDay).toMatchObject({ throttled: 0 })
  expect(of(seven, { '*': { tokensPerDay: 9_000 } }).models[0]).toMatchObject({ throttled: 1 })
  expect(of(seven, { 'meta.*': { requestsPerMinute: 1 } }).models[0]?.throttled).toBeUndefined()
})

test('totals have no minutes, no peaks and no throttled calls', () => {
  const usage = {
    inputTokens: 2_000_000,
    outputTokens: 0,
    cacheReadInputTokens: 0,
    cacheWriteInputTokens: 0,
  }
  const totals = [
    { model: micro, calls: 9, refused: 2, usage },
    { model: 'acme.unknown-v1:0', calls: 1, refused: 0, usage },
  ]
  const quotas = readQuotas({ '*': { requestsPerMinute: 1 } })
  const { minutes, models, cost } = forecast({ kind: 'totals', totals }, resolve, quotas)
  expect(minutes).toBeUndefined()
  expect(models).toMatchObject([
    { model: micro, calls: 9, refused: 2, peak: undefined, throttled: undefined },
    { model: 'acme.unknown-v1:0', calls: 1, cost: undefined },
  ])
  expect(cost).toBe(models[0]?.cost)
  expect(cost).toBeGreaterThan(0)
})

test('no calls cost nothing', () => {
  expect(of([])).toEqual({ minutes: [], models: [], cost: 0 })
})
