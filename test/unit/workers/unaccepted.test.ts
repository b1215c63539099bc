import { EventEmitter } from 'node:events'
import type { Worker } from 'node:cluster'
import { expect, test } from 'vitest'
import { closeUnaccepted } from '../../../server/workers/unaccepted.ts'

function workerThat(sent: unknown[]) {
  const process = Object.assign(new EventEmitter(), {
    send: (message: unknown) => sent.push(message),
  })
  return Object.assign(new EventEmitter(), { process }) as unknown as Worker
}

function connection() {
  const handle = { closed: 0, close: () => void (handle.closed += 1) }
  return handle
}

test('when a worker ends, connections that it has not accepted end, too', () => {
  const sent: unknown[] = []
  const worker = workerThat(sent)
  closeUnaccepted(worker)
  const [accepted, unaccepted, other] = [connection(), connection(), connection()]
  const send = worker.process.send.bind(worker.process) as (message: object, handle: object) => void
  send({ act: 'newconn', seq: 1 }, accepted)
  send({ act: 'newconn', seq: 2 }, unaccepted)
  send({ act: 'listening', seq: 3 }, other)
  expect(sent).toHaveLength(3)
  worker.process.emit('internalMessage', { ack: 1, accepted: true })
  worker.emit('exit')
  expect([accepted.closed, unaccepted.closed, other.closed]).toEqual([0, 1, 0])
})
