import { execFileSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { withSteadyHeap } from '../../../server/start/steady-heap.ts'

const module = new URL('../../../server/start/steady-heap.ts', import.meta.url)

// Creates 80 MB of long-lived objects each time, and reports the size of the young generation afterwards.
const PROGRAM = `
  import { getHeapSpaceStatistics } from 'node:v8'
  import { withSteadyHeap } from ${JSON.stringify(module.href)}
  const read = () => Array.from({ length: 400_000 }, (_, at) => ({ at, members: [at, at, at, at] }))
  const room = () => getHeapSpaceStatistics().find((space) => space.space_name === 'new_space').space_size
  const kept = [await withSteadyHeap(async () => read())]
  const steady = room()
  kept.push(read())
  console.log(JSON.stringify({ steady, usual: room(), kept: kept.length }))
`

test('long-lived objects do not enlarge the young generation', () => {
  // In a separate process: the engine's flags have no effect on threads, and the heap must be new.
  const args = ['--import', 'tsx', '--input-type=module', '--eval', PROGRAM]
  const { steady, usual } = JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8' }))
  expect(steady).toBeLessThan(usual)
})

test('an error in the work is passed on', async () => {
  await expect(withSteadyHeap(() => Promise.reject(new Error('no folder')))).rejects.toThrow(
    'no folder',
  )
})
