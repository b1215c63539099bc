import { expect, test } from 'vitest'
import { UseCounts } from '../../../server/workers/use-counts.ts'

test('counts answers of files once for all sessions, and others by session', () => {
  const counts = new UseCounts()
  counts.answered('a.yaml')
  counts.answered('a.yaml')
  counts.answered('added 1', 'mine')
  counts.struck('fault-1', 'mine')
  counts.struck('fault-1', 'other')
  expect(counts.takeAll()).toEqual({
    fixtures: [
      ['a.yaml', '', 2],
      ['added 1', 'mine', 1],
    ],
    faults: [
      ['fault-1', 'mine', 1],
      ['fault-1', 'other', 1],
    ],
  })
  expect(counts.takeAll()).toEqual({ fixtures: [], faults: [] })
})
