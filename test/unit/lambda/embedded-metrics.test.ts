import { expect, test } from 'vitest'
import { readEmbeddedMetrics } from '../../../server/lambda/embedded-metrics.ts'

const line = (entry: object) => JSON.stringify(entry)
const directive = {
  Namespace: 'Mine',
  Dimensions: [['Model'], ['Model', 'Reason']],
  Metrics: [{ Name: 'Tokens', Unit: 'Count' }, { Name: 'Ms' }],
}
const entry = {
  _aws: { Timestamp: 1, CloudWatchMetrics: [directive] },
  Model: 'nova',
  Reason: 'end',
  Tokens: 12,
  Ms: [1, 2],
}

test('reads every value, with the first set of dimensions', () => {
  const common = { namespace: 'Mine', dimensions: { Model: 'nova' } }
  expect(readEmbeddedMetrics(line(entry))).toEqual([
    { ...common, metric: 'Tokens', unit: 'Count', value: 12 },
    { ...common, metric: 'Ms', unit: 'None', value: 1 },
    { ...common, metric: 'Ms', unit: 'None', value: 2 },
  ])
})

test.each([
  'START RequestId: 1',
  '{"message":"hello"}',
  '{"CloudWatchMetrics" oops',
  '["CloudWatchMetrics"]',
  line({ _aws: { CloudWatchMetrics: 'x' } }),
  line({ _aws: { CloudWatchMetrics: [1, null, { Metrics: [{}, 'x'] }] } }),
  line({ ...entry, Tokens: 'many', Ms: null }),
])('finds no metric in %s', (text) => {
  expect(readEmbeddedMetrics(text)).toEqual([])
})
