import { once } from 'node:events'
import http from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { connect, createServer } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'
import { text } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import { cutConnection } from '../../../server/http/connection.ts'
import { createForward } from '../../../server/http/forward.ts'
import { createListener, INNER } from '../../../server/http/listener.ts'
import { clientVersion, restoreClient, VIA } from '../../../server/http/via.ts'
import { WEB_SOCKET } from '../../../server/http/web-sockets.ts'

/** Two connected sockets, like the ends of a pipe between processes. */
async function pipe(): Promise<[Socket, Socket]> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const one = connect((server.address() as AddressInfo).port, '127.0.0.1')
  const [two] = (await once(server, 'connection')) as [Socket]
  server.close()
  return [one, two]
}

/** A process that answers, and another one that clients connect to. */
async function forwarding(
  answer: (request: IncomingMessage, reply: ServerResponse) => void | Promise<void>,
) {
  const [ours, theirs] = await pipe()
  const owner = createListener((request, reply) => {
    restoreClient(request)
    void answer(request, reply)
  })
  owner.emit(INNER, theirs)
  const forward = createForward(ours)
  const front = createListener((request, reply) => forward.pass(request, reply))
  front.on(WEB_SOCKET, forward.tunnel)
  front.listen(0, '127.0.0.1')
  await once(front, 'listening')
  const { port } = front.address() as AddressInfo
  return {
    owner,
    port,
    url: `http://127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      front.closeAllConnections()
      front.close()
      forward.close()
      owner.closeAllConnections()
      theirs.destroy()
      await once(front, 'close')
    },
  }
}

function asking(url: string, options: http.RequestOptions = {}) {
  // Newer Node.js versions report a broken answer here as well.
  return http.request(url, { agent: false, ...options }).on('error', () => undefined)
}

async function answered(request: http.ClientRequest): Promise<IncomingMessage> {
  const [response] = (await once(request, 'response')) as [IncomingMessage]
  return response
}

test('forwards a request unchanged, and returns its answer unchanged', async () => {
  let seen: object = {}
  await using servers = await forwarding(async (request, reply) => {
    const body = await text(request)
    const { method, url, headers, socket } = request
    seen = { method, url, body, version: clientVersion(request), from: socket.remoteAddress }
    const shown = { host: headers[':authority'], two: headers['x-two'], via: headers[VIA] }
    reply.writeHead(201, { 'x-answer': 'yes', 'set-cookie': ['a=1', 'b=2'] })
    reply.end(JSON.stringify({ ...shown, raw: request.rawHeaders.includes(VIA) }))
  })
  const request = asking(`${servers.url}/path?q=%20`, {
    method: 'PUT',
    headers: { 'x-two': ['1', '2'], [VIA]: '{"httpVersionMajor":2}', expect: '100-continue' },
  })
  request.write('some ')
  request.end('text')
  const response = await answered(request)
  expect(response.statusCode).toBe(201)
  expect(response.headers).toMatchObject({ 'x-answer': 'yes', 'set-cookie': ['a=1', 'b=2'] })
  const host = servers.url.slice('http://'.length)
  expect(JSON.parse(await text(response))).toEqual({ host, two: '1, 2', raw: false })
  expect(seen).toEqual({
    method: 'PUT',
    url: '/path?q=%20',
    body: 'some text',
    version: '1.1',
    from: '127.0.0.1',
  })
})

test('forwards an answer as it arrives, and notices a client that disconnects', async () => {
  let left: Promise<unknown> | undefined
  await using servers = await forwarding((_asked, reply) => {
    left = once(reply, 'close')
    reply.writeHead(200)
    reply.write('first')
  })
  const request = asking(servers.url).end()
  const response = await answered(request)
  const [piece] = (await once(response, 'data')) as [Buffer]
  expect(piece.toString()).toBe('first')
  request.destroy()
  await left
})

test.each(['cut', 'reset'] as const)('a connection that must break (%s) breaks', async (how) => {
  await using servers = await forwarding((_asked, reply) => {
    reply.writeHead(200)
    reply.write('first', () => cutConnection(reply, how))
  })
  const response = await answered(asking(servers.url).end())
  await expect(text(response)).rejects.toThrow('aborted')
  // The connection to the other process stays open.
  const again = await answered(asking(servers.url).end())
  expect(again.statusCode).toBe(200)
  again.on('error', () => undefined)
})

test('a request without a body has none', async () => {
  await using servers = await forwarding(async (request, reply) => {
    reply.end(`${request.method} ${(await text(request)).length}`)
  })
  expect(await text(await answered(asking(servers.url).end()))).toBe('GET 0')
  const head = await answered(asking(servers.url, { method: 'HEAD' }).end())
  expect(head.statusCode).toBe(200)
  head.resume()
})

test('a WebSocket handshake and what follows it pass through', async () => {
  await using servers = await forwarding(() => undefined)
  servers.owner.on(WEB_SOCKET, (request: IncomingMessage, socket: Socket, head: Buffer) => {
    restoreClient(request)
    socket.write(
      `HTTP/1.1 101 Switching Protocols\r\nx-from: ${request.socket.remoteAddress}\r\n\r\n`,
    )
    socket.write(head)
    socket.pipe(socket)
  })
  const client = connect(servers.port, '127.0.0.1')
  client.write(
    'GET /_lambda/one HTTP/1.1\r\nhost: localhost\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\nhead',
  )
  let received = ''
  const done = new Promise<void>((resolve) => {
    client.on('data', (data: Buffer) => {
      received += data.toString()
      if (received.endsWith('head')) client.write(' and more')
      if (received.endsWith('more')) resolve()
    })
  })
  await done
  expect(received).toBe(
    'HTTP/1.1 101 Switching Protocols\r\nx-from: 127.0.0.1\r\n\r\nhead and more',
  )
  const closed = once(client, 'close')
  client.destroy()
  await closed
})
