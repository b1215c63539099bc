import { expect, test } from 'vitest'
import { metricsText } from '../../../server/admin/metrics.ts'
import { Sessions } from '../../../server/sessions.ts'
import { createStore } from '../../../server/store/folder-store.ts'
import { asks, journalOf, keptIn, modelId, textAnswer } from '../../support/exchanges.ts'

const store = createStore({ folders: [], watch: false, log: () => {} })

function linesOf(journal = journalOf()) {
  return metricsText({ journal, sessions: new Sessions(), store }, 'abc').split('\n')
}

test('counts calls by operation, model, source and status', () => {
  const journal = journalOf()
  for (let nth = 0; nth < 3; nth++) keptIn(journal, { body: asks('hi') })
  expect(linesOf(journal)).toContain(
    `bedrock_local_calls_total{operation="Converse",model="${modelId}",source="fixture",status="200"} 3`,
  )
})

test('counts tokens and their cost', () => {
  const journal = journalOf()
  const usage = { inputTokens: 1_000_000, outputTokens: 0 }
  const exchange = keptIn(journal, { body: asks('hi'), answer: textAnswer('x', { usage }) })
  const lines = linesOf(journal)
  expect(lines.find((line) => line.includes('kind="input"'))).toMatch(/ 1000000$/)
  expect(lines.find((line) => line.includes('kind="output"'))).toBeUndefined()
  expect(lines.find((line) => line.startsWith('bedrock_local_cost_dollars_total{'))).toMatch(
    new RegExp(` ${exchange.cost}$`),
  )
})

test('latencies are cumulative buckets; only streams have a first-byte time', () => {
  const journal = journalOf()
  keptIn(journal, { body: asks('hi') })
  keptIn(journal, { operation: 'ConverseStream', body: asks('hi') })
  const lines = linesOf(journal)
  const labels = 'operation="Converse",source="fixture"'
  expect(lines).toContain(`bedrock_local_call_duration_seconds_bucket{${labels},le="0.0025"} 0`)
  expect(lines).toContain(`bedrock_local_call_duration_seconds_bucket{${labels},le="0.005"} 1`)
  expect(lines).toContain(`bedrock_local_call_duration_seconds_bucket{${labels},le="+Inf"} 1`)
  expect(lines).toContain(`bedrock_local_call_duration_seconds_count{${labels}} 1`)
  expect(lines.filter((line) => line.startsWith('bedrock_local_first_byte_seconds_count'))).toEqual(
    ['bedrock_local_first_byte_seconds_count{operation="ConverseStream",source="fixture"} 1'],
  )
})

test('counts open streams', async () => {
  const journal = journalOf()
  let end = () => {}
  const open = journal.totals.whileOpen(
    { streams: true },
    new Promise<void>((resolve) => (end = resolve)),
  )
  expect(linesOf(journal)).toContain('bedrock_local_streams_open 1')
  end()
  await open
  expect(linesOf(journal)).toContain('bedrock_local_streams_open 0')
})

test('client-chosen names create a bounded number of series', () => {
  const journal = journalOf({ size: 0 })
  for (let nth = 0; nth < 300; nth++) {
    keptIn(journal, { model: `amazon.nova-${nth}-v1:0`, body: asks('hi') })
    keptIn(journal, {
      model: `unknown-${nth}`,
      body: asks('hi'),
      answer: {
        source: 'recording',
        kind: 'recorded',
        status: 200,
        headers: [],
        pace: { kind: 'instant' },
        body: Buffer.from('{}'),
      },
    })
  }
  const calls = linesOf(journal).filter((line) => line.startsWith('bedrock_local_calls_total{'))
  expect(calls.length).toBeLessThanOrEqual(203)
})

test('every sample has a type', () => {
  const journal = journalOf()
  keptIn(journal, { body: asks('hi') })
  const lines = linesOf(journal)
  const types = lines
    .filter((line) => line.startsWith('# TYPE '))
    .map((line) => line.split(' ')[2] ?? '')
  for (const line of lines.filter((one) => one !== '' && !one.startsWith('#'))) {
    expect(line).toMatch(/^[a-z_]+(\{([a-z_]+="[^"\n]*",?)+\})? [0-9.e+-]+$/)
    expect(types.some((type) => line.startsWith(type))).toBe(true)
  }
})

test('sums up the metrics that functions wrote to their logs', () => {
  const journal = journalOf()
  const sample = {
    namespace: 'Mine',
    metric: 'Tokens',
    unit: 'Count',
    dimensions: { 'Model-Id': 'a"b' },
  }
  for (const value of [2, 3]) journal.totals.functions.add('ask', { ...sample, value })
  const labels = `function="ask",namespace="Mine",metric="Tokens",unit="Count",dimension_Model_Id="a\\"b"`
  expect(linesOf(journal)).toContain(`bedrock_local_function_metric_sum{${labels}} 5`)
  expect(linesOf(journal)).toContain(`bedrock_local_function_metric_count{${labels}} 2`)
})

test('functions cannot fill the memory with dimensions', () => {
  const journal = journalOf()
  for (let id = 0; id < 2_000; id += 1) {
    const sample = { namespace: 'X', metric: 'Y', unit: 'None', value: 1 }
    journal.totals.functions.add('f', { ...sample, dimensions: { id: String(id) } })
  }
  expect(journal.totals.functions.list()).toHaveLength(1_000)
})
