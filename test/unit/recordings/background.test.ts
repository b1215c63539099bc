import { setImmediate } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { Background } from '../../../server/recordings/background.ts'

test('runs jobs in order, after the caller', async () => {
  const background = new Background()
  const ran: number[] = []
  for (const job of [1, 2, 3]) background.add(() => void ran.push(job))
  expect(ran).toEqual([])
  await background.done()
  expect(ran).toEqual([1, 2, 3])
})

test('lets calls be answered between jobs', async () => {
  const background = new Background()
  const ran: number[] = []
  const job = () => {
    const began = performance.now()
    while (performance.now() - began < 2);
    ran.push(began)
  }
  for (let nth = 0; nth < 10; nth++) background.add(job)
  let turns = 0
  for (; ran.length < 10; turns++) await setImmediate()
  expect(turns).toBeGreaterThanOrEqual(10)
})

test('runs two asynchronous jobs at a time', async () => {
  const background = new Background()
  let running = 0
  let most = 0
  const job = async () => {
    most = Math.max(most, ++running)
    await setImmediate()
    await setImmediate()
    running--
  }
  for (let nth = 0; nth < 6; nth++) background.add(job)
  await background.done()
  expect(most).toBe(2)
  expect(running).toBe(0)
})

test('accepts jobs from jobs, and waits for those too', async () => {
  const background = new Background()
  let ran = false
  background.add(() => background.add(() => void (ran = true)))
  await background.done()
  expect(ran).toBe(true)
})
