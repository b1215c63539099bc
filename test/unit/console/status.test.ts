import { expect, test } from 'vitest'
import { sourcesIn } from '../../../server/console/status/series.ts'
import type { RecentStep } from '../../../server/journal/recent.ts'

const step = (sources: Record<string, number>): RecentStep => ({
  at: 0,
  calls: 1,
  failed: 0,
  sources,
  inputTokens: 0,
  outputTokens: 0,
  cost: 0,
  streamsOpen: 0,
})

test('sources have a fixed order, with unknown ones last and grey', () => {
  const steps = [step({ later: 1, fault: 1 }), step({ fixture: 2, fault: 1 })]
  expect(sourcesIn(steps)).toEqual([
    { name: 'fixture', colour: '--ok' },
    { name: 'fault', colour: '--bad' },
    { name: 'later', colour: '--dim' },
  ])
})
