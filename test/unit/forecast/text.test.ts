import { expect, test } from 'vitest'
import { forecastText } from '../../../server/forecast/text.ts'
import { newSums } from '../../../server/forecast/sums.ts'

test('prints a forecast as tables', () => {
  const nova = { ...newSums('amazon.nova-micro-v1:0', true), calls: 1_200, inputTokens: 34_567 }
  const minute = { ...nova, cost: 0.001234, throttled: 20 }
  const unpriced = { ...newSums('acme.x', false), calls: 1 }
  const text = forecastText({
    minutes: [{ minute: '2026-01-31T12:04Z', ...minute }],
    models: [
      { ...minute, limits: { requestsPerMinute: 1_000 }, peak: { calls: 1_200, quotaTokens: 9 } },
      { ...unpriced, limits: undefined, peak: undefined },
    ],
    cost: 1_234.567,
  })
  expect(text).toBe(`\
minute (UTC)      model                   calls  refused   input  output  cached       cost  throttled
2026-01-31 12:04  amazon.nova-micro-v1:0  1,200        0  34,567       0       0  $0.001234         20

model                   calls  refused   input  output  cached       cost  throttled  peak calls/min  peak tokens/min
amazon.nova-micro-v1:0  1,200        0  34,567       0       0  $0.001234         20  1,200 of 1,000                9
acme.x                      1        0       0       0       0          -          -               -                -

Cost: $1,234.57
`)
  expect(forecastText({ minutes: [], models: [], cost: 0 })).toBe('No calls of models.\n')
})
