import { getHeapSpaceStatistics } from 'node:v8'
import { expect, test } from 'vitest'
import { withSteadyHeap } from '../../../server/start/steady-heap.ts'

const roomForNew = () =>
  getHeapSpaceStatistics().find(({ space_name: name }) => name === 'new_space')?.space_size ?? NaN

/** Objects that all stay, 40 MB of them. */
const read = () => Array.from({ length: 200_000 }, (_, at) => ({ at, members: [at, at, at, at] }))

test('objects that stay do not enlarge the room for new ones', async () => {
  const before = roomForNew()
  const kept = await withSteadyHeap(async () => [read(), read()])
  expect(kept.flat()).toHaveLength(400_000)
  // The room has two halves, the second of which may not have been used before.
  expect(roomForNew()).toBeLessThanOrEqual(2 * before)
})

test('what goes wrong in the work is passed on', async () => {
  await expect(withSteadyHeap(() => Promise.reject(new Error('no folder')))).rejects.toThrow(
    'no folder',
  )
})
