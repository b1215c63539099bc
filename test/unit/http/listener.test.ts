import { once } from 'node:events'
import type { RequestListener } from 'node:http'
import http2 from 'node:http2'
import { expect, test } from 'vitest'
import { createListener } from '../../../server/http/listener.ts'
import type { ListenerOptions } from '../../../server/http/listener.ts'
import { listening } from '../../support/plain-server.ts'

const answerVersion: RequestListener = (request, reply) => {
  reply.setHeader('Connection', 'close')
  reply.end(`spoke ${request.httpVersion}`)
}

const serve = (options: ListenerOptions = {}, handler = answerVersion) =>
  listening(createListener(handler, options))

async function askHttp2(url: string): Promise<string> {
  const session = http2.connect(url)
  const stream = session.request({ ':path': '/' }).setEncoding('utf8')
  let text = ''
  for await (const piece of stream) text += piece as string
  session.close()
  return text
}

const GET = 'GET / HTTP/1.1\r\nHost: x\r\n\r\n'

test('one port serves HTTP/1.1 and HTTP/2', async () => {
  await using server = await serve({}, (request, reply) =>
    reply.end(`spoke ${request.httpVersion}`),
  )
  expect(await (await fetch(server.url)).text()).toBe('spoke 1.1')
  expect(await askHttp2(server.url)).toBe('spoke 2.0')
})

test('the protocol is detected however the first bytes are split', async () => {
  await using server = await serve()
  const { socket, received } = server.connect()
  socket.setNoDelay(true)
  for (const sign of GET) {
    socket.write(sign)
    await new Promise(setImmediate)
  }
  expect(await received).toMatch(/^HTTP\/1\.1 200 OK[^]*spoke 1\.1$/)
})

test('a method that begins like the HTTP/2 preface is HTTP/1.1', async () => {
  await using server = await serve()
  const { received } = server.connect('PR', GET.replace('GET', 'OPFIND'))
  expect(await received).toContain('spoke 1.1')
})

test('a client that never sends a protocol is disconnected', async () => {
  await using server = await serve({ sniffMs: 10 })
  expect(await server.connect('PRI * HT').received).toBe('')
})

test('closing waits for answers in progress', async () => {
  let finish = () => {}
  const listener = createListener((_, reply) => {
    reply.write('begun')
    finish = () => reply.end(' and done')
  })
  await using server = await listening(listener)
  const { socket, received } = server.connect(GET)
  await once(socket, 'data')
  const closed = new Promise((resolve) => listener.close(resolve))
  finish()
  await closed
  expect(await received).toContain(' and done')
})

test('closing ends silent connections and idle sessions', async () => {
  const listener = createListener(answerVersion, { graceMs: 60_000 })
  await using server = await listening(listener)
  const silent = server.connect()
  const session = http2.connect(server.url)
  const ended = once(session, 'close')
  await once(session, 'remoteSettings')
  await new Promise((resolve) => listener.close(resolve))
  expect(await silent.received).toBe('')
  await ended
})

test('closing cuts what does not end within the grace period', async () => {
  const listener = createListener((_, reply) => void reply.write('begun'), { graceMs: 10 })
  await using server = await listening(listener)
  const { socket, received } = server.connect(GET)
  await once(socket, 'data')
  await new Promise((resolve) => listener.close(resolve))
  expect(await received).not.toContain('\r\n0\r\n')
})
