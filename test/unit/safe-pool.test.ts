import { once } from 'node:events'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { createClient } from '../../server/model-server/client.ts'

test('a model server may close a connection before its answer has been read', async () => {
  const server = createServer((socket) => {
    const answer = `HTTP/1.0 200 OK\r\nContent-Type: text/event-stream\r\n\r\n${'data: {}\n\n'.repeat(7_000)}`
    socket.once('data', () => socket.end(answer))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const client = createClient({ timeoutMs: 20_000 })
  try {
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/chat/completions`
    const { body } = await client.post(url, {}, new AbortController().signal)
    await sleep(100)
    expect((await body.text()).length).toBe(70_000)
  } finally {
    await client.close()
    server.close()
  }
})
