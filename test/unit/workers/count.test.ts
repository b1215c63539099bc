import { availableParallelism } from 'node:os'
import { describe, expect, test } from 'vitest'
import { configOf } from '../../../server/settings/config.ts'
import { workersIn } from '../../../server/workers/count.ts'

test('one process answers by default', () => {
  expect(workersIn(configOf({}))).toBe(1)
})

test('starts the requested number, or one per core', () => {
  expect(workersIn(configOf({ workers: '3' }))).toBe(3)
  expect(workersIn(configOf({ workers: 3 }))).toBe(3)
  expect(workersIn(configOf({ workers: 'auto' }))).toBe(availableParallelism())
})

describe('rejects', () => {
  test.each([0, -1, 'x', '', '1.5', '1000', 'AUTO'])('%j', (workers) => {
    expect(() => configOf({ workers })).toThrow(
      `workers must be a number of processes from 1 to 999, or auto for one per core, not ${JSON.stringify(workers)}`,
    )
  })

  test('several workers with a model server', () => {
    const modelServer = 'http://localhost:11434'
    expect(workersIn(configOf({ modelServer }))).toBe(1)
    expect(() => workersIn(configOf({ workers: '2', modelServer }))).toThrow(
      'workers must be 1 with a model server: its calls wait in one queue. Leave out --workers or --model-server.',
    )
  })
})
