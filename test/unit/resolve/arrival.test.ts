import { createServer } from 'node:http'
import type { ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { Agent } from 'undici'
import { expect, test } from 'vitest'
import { Arrival } from '../../../server/resolve/arrival.ts'

/** A response that a server sends as the function tells it. */
async function arrivalOf(answer: (reply: ServerResponse) => void) {
  const server = createServer((_request, reply) => answer(reply)).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const { port } = server.address() as AddressInfo
  const agent = new Agent()
  const arrival = new Arrival()
  agent.dispatch({ origin: `http://127.0.0.1:${port}`, path: '/', method: 'GET' }, arrival)
  return {
    arrival,
    async [Symbol.asyncDispose]() {
      await agent.destroy()
      server.closeAllConnections()
      server.close()
    },
  }
}

async function read(arrival: Arrival): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of arrival) chunks.push(chunk)
  return Buffer.concat(chunks).toString()
}

test('a short body arrives with its head', async () => {
  await using served = await arrivalOf((reply) => reply.end('short'))
  const { status } = await served.arrival.head
  expect(status).toBe(200)
  expect(served.arrival.whole?.toString()).toBe('short')
  expect(await read(served.arrival)).toBe('short')
})

test('a body that is still arriving is not whole, and can be read', async () => {
  let end = () => {}
  await using served = await arrivalOf((reply) => {
    reply.write('first ')
    end = () => reply.end('second')
  })
  await served.arrival.head
  expect(served.arrival.whole).toBeUndefined()
  const rest = read(served.arrival)
  end()
  expect(await rest).toBe('first second')
})

test('header names keep their case, and values their bytes', async () => {
  await using served = await arrivalOf((reply) => {
    reply.setHeader('X-Amzn-Bedrock-Note', Buffer.from('café →').toString('latin1'))
    reply.end()
  })
  const { headers } = await served.arrival.head
  const value = Object.fromEntries(headers)['X-Amzn-Bedrock-Note'] ?? ''
  expect(Buffer.from(value, 'latin1').toString()).toBe('café →')
})

test('a body of many megabytes waits for its reader', async () => {
  const chunk = Buffer.alloc(1024 * 1024, 'x')
  let written = 0
  await using served = await arrivalOf((reply) => {
    const more = () => {
      while (written < 64) {
        written += 1
        if (!reply.write(chunk)) return void reply.once('drain', more)
      }
      reply.end()
    }
    more()
  })
  await served.arrival.head
  for (let turn = 0; turn < 1000; turn++) await nextTurn()
  expect(written).toBeLessThan(64)
  expect(await read(served.arrival)).toHaveLength(64 * chunk.length)
})

test('a response that breaks off fails its reader after what has arrived', async () => {
  await using served = await arrivalOf((reply) => {
    reply.writeHead(200, { 'Content-Length': '100' })
    reply.write('part')
    setImmediate(() => reply.destroy())
  })
  const { arrival } = served
  await arrival.head
  const chunks: string[] = []
  const reading = (async () => {
    for await (const piece of arrival) chunks.push(piece.toString())
  })()
  await expect(reading).rejects.toThrow(/other side closed|terminated|aborted/)
  expect(chunks).toEqual(['part'])
  expect(arrival.whole).toBeUndefined()
})

test('leaving cancels the request, before and after its head', async () => {
  let closed = 0
  await using waiting = await arrivalOf((reply) => reply.once('close', () => closed++))
  waiting.arrival.leave()
  await expect(waiting.arrival.head).rejects.toThrow('the client left')
  await using begun = await arrivalOf((reply) => {
    reply.write('x')
    reply.once('close', () => closed++)
  })
  await begun.arrival.head
  await begun.arrival.return()
  await expect.poll(() => closed).toBe(1)
})
