import { expect, test } from 'vitest'
import { Recent } from '../../../server/journal/recent.ts'
import { asks, journalOf, keptIn, textAnswer } from '../../support/exchanges.ts'

type Counted = Parameters<Recent['count']>[0]

const NOW = 1_790_000_000_000
const call = (more: Partial<Counted> = {}): Counted => ({
  ...keptIn(journalOf(), { body: asks('hi'), answer: textAnswer('x') }),
  at: NOW,
  totalMs: 3,
  status: 200,
  source: 'fixture',
  streams: false,
  priced: 'amazon.nova-micro-v1:0',
  usage: { inputTokens: 0, outputTokens: 0 },
  ...more,
})

test('counts calls by their end in steps of ten seconds, for fifteen minutes', () => {
  const recent = new Recent()
  const usage = { inputTokens: 1_000_000, outputTokens: 2 }
  recent.count(call({ usage }), 0)
  recent.count(call({ source: 'fault', status: 429, totalMs: 400 }), 3)
  // It ended in the next step.
  recent.count(call({ totalMs: 12_000, streams: true, firstByteMs: 90 }), 1)
  const steps = recent.steps(NOW + 12_000)
  expect(steps).toHaveLength(90)
  expect(steps.slice(0, -2).every(({ calls }) => calls === 0)).toBe(true)
  const [before, last] = steps.slice(-2)
  expect(before).toMatchObject({
    at: NOW,
    calls: 2,
    failed: 1,
    sources: { fixture: 1, fault: 1 },
    p50Ms: 5,
    p95Ms: 500,
    inputTokens: 1_000_000,
    outputTokens: 2,
    streamsOpen: 3,
  })
  expect(before?.cost).toBeGreaterThan(0)
  expect(last).toMatchObject({ calls: 1, p50Ms: 30_000, firstByteP50Ms: 100, firstByteP95Ms: 100 })
  expect(recent.steps(NOW + 16 * 60_000).every(({ calls }) => calls === 0)).toBe(true)
})

test('includes the counts of other processes, and the streams of all', () => {
  const [own, one, two] = [new Recent(), new Recent(), new Recent()]
  own.count(call(), 1)
  one.count(call({ source: 'fault', status: 429 }), 3)
  two.count(call(), 4)
  own.merge(one.takeAll(), 1)
  own.merge(two.takeAll(), 2)
  one.count(call(), 2)
  own.merge(one.takeAll(), 1)
  const [, last] = own.steps(NOW).slice(-2)
  expect(last).toMatchObject({
    calls: 4,
    failed: 1,
    sources: { fixture: 3, fault: 1 },
    streamsOpen: 8,
  })
})
