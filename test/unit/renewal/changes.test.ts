import { expect, test } from 'vitest'
import type { RecordedResponse } from '../../../server/recordings/recorded-response.ts'
import { changesOf } from '../../../server/renewal/changes.ts'
import { callOf } from '../../support/calls.ts'

const call = callOf('Converse', { model: 'amazon.nova-micro-v1:0', body: { messages: [] } })

const answer = (text: string, latencyMs: number, outputTokens = 2): RecordedResponse => ({
  status: 200,
  headers: [],
  latencyMs,
  body: Buffer.from(
    JSON.stringify({
      output: { message: { role: 'assistant', content: [{ text }] } },
      stopReason: 'end_turn',
      usage: { inputTokens: 8, outputTokens, totalTokens: 8 + outputTokens },
      metrics: { latencyMs },
    }),
  ),
})

const changes = (before: RecordedResponse[], after: RecordedResponse[]) =>
  changesOf({ name: 'a.yaml', before, after, call })

test('an answer that only took longer is unchanged', () => {
  expect(changes([answer('x', 1)], [answer('x', 900)])).toEqual([])
})

test('each answer is compared with the one at the same position', () => {
  const before = [answer('one', 10), answer('two', 20)]
  expect(changes(before, [answer('one', 11), answer('three', 21, 3)])).toEqual([
    { what: 'text', before: 'two', after: 'three' },
    { what: 'tokens', before: '8 in, 2 out', after: '8 in, 3 out' },
    { what: 'latency', before: '20', after: '21 ms' },
  ])
  expect(changes(before, [answer('one', 1)])).toEqual([])
})
