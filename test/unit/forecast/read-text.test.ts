import { expect, test } from 'vitest'
import { readText } from '../../../server/forecast/read-text.ts'

const model = 'amazon.nova-micro-v1:0'
const usage = { inputTokens: 12, outputTokens: 3, cacheReadInputTokens: 4 }
const row = { operation: 'Converse', model: { sent: model }, at: 5_000, status: 200, usage }
const use = { at: 5_000, model, status: 200, usage }

test('reads a journal response, as exchanges, as rows and as a list', () => {
  const calls = { kind: 'calls', calls: [use] }
  // Listing models and counting tokens costs nothing.
  const free = [
    { operation: 'ListFoundationModels', at: 1, status: 200 },
    { ...row, operation: 'CountTokens' },
  ]
  expect(readText(JSON.stringify({ exchanges: [row, ...free] }, null, 2))).toEqual(calls)
  expect(readText(JSON.stringify({ rows: [row], dropped: 0 }))).toEqual(calls)
  expect(readText(JSON.stringify([row]))).toEqual(calls)
  expect(readText(`id: 1\ndata: ${JSON.stringify(row)}\n\n: ping\n`)).toEqual(calls)
  expect(readText('{"rows":[]}')).toEqual({ kind: 'calls', calls: [] })
})

test('reads the log, whose lines are written when a call ends', () => {
  const lines = [
    { level: 30, time: '2026-01-31T12:04:00.000Z', msg: 'listening on http://127.0.0.1:4577' },
    {
      level: 30,
      time: '2026-01-31T12:04:10.000Z',
      operation: 'ConverseStream',
      model,
      status: 200,
      ms: 4_000.5,
      tokens: [12, 3],
      msg: 'call',
    },
    { time: '2026-01-31T12:04:11.000Z', operation: 'Converse', model, status: 429, ms: 1 },
  ]
  const text = lines.map((line) => JSON.stringify(line)).join('\n')
  // An incomplete line, as in a file that is still being written.
  expect(readText(`${text}\n{"level":30,"ti`)).toEqual({
    kind: 'calls',
    calls: [
      {
        at: Date.parse('2026-01-31T12:04:06Z') - 0.5,
        model,
        status: 200,
        usage: { inputTokens: 12, outputTokens: 3 },
      },
      { at: Date.parse('2026-01-31T12:04:11Z') - 1, model, status: 429 },
    ],
  })
})

test('reads metrics as totals', () => {
  const labels = `operation="Converse",model="${model}",source="fixture"`
  const text = `# TYPE bedrock_local_calls_total counter
bedrock_local_calls_total{${labels},status="200"} 5
bedrock_local_calls_total{${labels},status="429"} 2
bedrock_local_calls_total{operation="ListFoundationModels",model="",source="catalogue",status="200"} 7
bedrock_local_calls_total{operation="Converse",model="a \\"b\\\\",source="invented",status="200"} 1
bedrock_local_tokens_total{${labels},status="200",kind="input"} 60
bedrock_local_tokens_total{${labels},status="200",kind="cache_read"} 8
bedrock_local_streams_open 0
`
  const none = {
    inputTokens: 0,
    outputTokens: 0,
    cacheReadInputTokens: 0,
    cacheWriteInputTokens: 0,
  }
  expect(readText(text)).toEqual({
    kind: 'totals',
    totals: [
      { model, calls: 5, refused: 2, usage: { ...none, inputTokens: 60, cacheReadInputTokens: 8 } },
      { model: 'a "b\\', calls: 1, refused: 0, usage: none },
    ],
  })
  expect(readText('bedrock_local_sessions 0\n')).toEqual({ kind: 'totals', totals: [] })
})

test.each(['', 'hello', '12:04:31 Converse amazon.nova 200', '{"a":', '7'])(
  '%j is none of them',
  (text) => expect(readText(text)).toBeUndefined(),
)

test('an unrelated object contains no calls', () => {
  expect(readText('{"a":1}\n')).toEqual({ kind: 'calls', calls: [] })
})
