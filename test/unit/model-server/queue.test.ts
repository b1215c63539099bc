import { expect, test } from 'vitest'
import { createQueue } from '../../../server/model-server/queue.ts'

const URL = 'http://localhost:11434'

test('calls beyond the concurrency limit wait in order; too many are throttled, and clients that disconnect leave the queue', async () => {
  const { signal } = new AbortController()
  const abort = new AbortController()
  const queue = createQueue(1, URL, 2)
  const order: string[] = []
  const leave = await queue.enter(signal)
  const left = queue.enter(abort.signal).catch((thrown: unknown) => {
    order.push('left')
    return thrown
  })
  const next = queue.enter(signal).then((end) => (order.push('next'), end))
  await expect(queue.enter(signal)).rejects.toMatchObject({ name: 'ThrottlingException' })
  abort.abort()
  expect(await left).toMatchObject({
    name: 'ServiceUnavailableException',
    message: 'The client disconnected before the model answered.',
  })
  leave()
  const end = await next
  expect(order).toEqual(['left', 'next'])
  end()
  ;(await queue.enter(signal))()
})
