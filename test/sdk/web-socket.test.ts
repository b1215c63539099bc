import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { request } from 'node:http'
import { createConnection } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { functionFolder, templateOf } from '../support/functions.ts'
import { openSocket, refusedHandshake } from '../support/sockets.ts'
import { startServer } from '../support/server.ts'
import type { Server } from '../support/server.ts'

// Functions behind a WebSocket, with API Gateway's events and its @connections API.

const folder = functionFolder(
  {
    // Writes the events to a file, because each may run in a separate process.
    events: `
    import { appendFileSync } from 'node:fs'
    export async function handler(event) {
      appendFileSync('../events.jsonl', JSON.stringify(event) + '\\n')
      return { statusCode: 200 }
    }`,
    length: `
    export async function handler({ requestContext, body }) {
      if (requestContext.eventType !== 'MESSAGE') return { statusCode: 200 }
      const id = encodeURIComponent(requestContext.connectionId)
      const url = process.env.AWS_ENDPOINT_URL_APIGATEWAYMANAGEMENTAPI + '/@connections/' + id
      await fetch(url, { method: 'POST', body: JSON.stringify({ length: body.length }) })
      return { statusCode: 200 }
    }`,
    flood: `
    import { writeFileSync } from 'node:fs'
    export async function handler({ requestContext }) {
      if (requestContext.eventType !== 'MESSAGE') return { statusCode: 200 }
      const id = encodeURIComponent(requestContext.connectionId)
      const url = process.env.AWS_ENDPOINT_URL_APIGATEWAYMANAGEMENTAPI + '/@connections/' + id
      const body = JSON.stringify('x'.repeat(120_000))
      for (let posted = 0; posted < 200; posted += 1) await fetch(url, { method: 'POST', body })
      writeFileSync('../flooded', '')
      return { statusCode: 200 }
    }`,
    fails: `
    export async function handler({ requestContext }) {
      if (requestContext.eventType === 'MESSAGE') throw new Error('no')
      return { statusCode: 200 }
    }`,
    refuses: `export const handler = async ({ queryStringParameters = {} }) => ({ statusCode: Number(queryStringParameters.status) })`,
    breaks: `export const handler = async () => { throw new Error('no') }`,
    protocol: `export const handler = async () => ({ statusCode: 200, headers: { 'Sec-WebSocket-Protocol': 'chat' } })`,
    plain: `export const handler = async () => ({ statusCode: 200, body: 'plain' })`,
  },
  templateOf({ flood: { Timeout: 30 } }),
)
let server: Server

beforeAll(async () => {
  server = await startServer({ lambdas: folder.dir, logLevel: 'silent' })
})
afterAll(async () => {
  await server[Symbol.asyncDispose]()
  folder[Symbol.dispose]()
})

const at = (name: string, query = '') => `${server.url}/_lambda/${name}/ws${query}`
interface SocketEvent {
  requestContext: Record<string, unknown> & { eventType: string; connectionId: string }
  body?: string
}

function eventsWritten(count: number): Promise<SocketEvent[]> {
  return vi.waitFor(() => {
    const lines = readFileSync(join(folder.dir, 'events.jsonl'), 'utf8').trim().split('\n')
    expect(lines).toHaveLength(count)
    return lines.map((line) => JSON.parse(line) as SocketEvent)
  }, 30_000)
}

describe('events', () => {
  test("$connect, a message and $disconnect have API Gateway's format", async () => {
    const { socket, closed } = await openSocket(at('events', '?room=1&room=2'), [], {
      headers: { 'x-extra': 'yes' },
    })
    const [connected] = await eventsWritten(1)
    socket.send('hello')
    const [, message] = await eventsWritten(2)
    socket.close(4000, 'enough')
    await closed
    const [, , disconnected] = await eventsWritten(3)

    const common = {
      connectionId: expect.stringMatching(/^[\w-]{15}=$/),
      extendedRequestId: expect.any(String),
      requestId: expect.any(String),
      requestTime: expect.stringMatching(/^\d\d\/\w{3}\/\d{4}:\d\d:\d\d:\d\d \+0000$/),
      requestTimeEpoch: expect.any(Number),
      connectedAt: expect.any(Number),
      messageDirection: 'IN',
      stage: 'local',
      apiId: 'bedrock-local',
      domainName: server.url.replace('http://', ''),
      identity: { sourceIp: '127.0.0.1', userAgent: '' },
    }
    expect(connected).toEqual({
      headers: expect.objectContaining({
        'X-Extra': 'yes',
        'Sec-WebSocket-Version': '13',
      }),
      multiValueHeaders: expect.objectContaining({ 'X-Extra': ['yes'] }),
      queryStringParameters: { room: '2' },
      multiValueQueryStringParameters: { room: ['1', '2'] },
      requestContext: { routeKey: '$connect', eventType: 'CONNECT', ...common },
      isBase64Encoded: false,
    })
    expect(message).toEqual({
      requestContext: {
        routeKey: '$default',
        eventType: 'MESSAGE',
        messageId: expect.any(String),
        ...common,
      },
      body: 'hello',
      isBase64Encoded: false,
    })
    expect(disconnected).toMatchObject({
      headers: { Host: common.domainName, 'x-api-key': '' },
      requestContext: {
        routeKey: '$disconnect',
        eventType: 'DISCONNECT',
        disconnectStatusCode: 4000,
        disconnectReason: 'enough',
        connectionId: connected?.requestContext.connectionId,
      },
    })
  })

  test('a failing handler is reported to the client', async () => {
    using client = await openSocket(at('fails'))
    client.socket.send('hello')
    expect(await client.message(() => true)).toEqual({
      message: 'Internal server error',
      connectionId: expect.any(String),
      requestId: expect.any(String),
    })
  })
})

describe('the handshake', () => {
  test.each([401, 403, 500])('$connect may reject with %i', async (status) => {
    const refused = await refusedHandshake(at('refuses', `?status=${status}`))
    expect(refused.status).toBe(status)
  })

  test('a handler that fails, or returns no status, is a 502', async () => {
    expect((await refusedHandshake(at('breaks'))).status).toBe(502)
    expect((await refusedHandshake(at('refuses', '?status=none'))).status).toBe(502)
  })

  test('an unknown function or path is a 404', async () => {
    expect(await refusedHandshake(at('nope'))).toMatchObject({
      status: 404,
      body: expect.stringContaining('Function not found'),
    })
    expect((await refusedHandshake(`${server.url}/_lambda/plain/other`)).status).toBe(404)
    expect(await refusedHandshake(at('%ff'))).toMatchObject({ status: 404 })
  })

  test('the handler chooses the subprotocol', async () => {
    using client = await openSocket(at('protocol'), ['other', 'chat'])
    expect(client.socket.protocol).toBe('chat')
  })

  test('pages of other origins are rejected', async () => {
    for (const origin of ['http://evil.example', 'null']) {
      expect(await refusedHandshake(at('plain'), { origin })).toMatchObject({ status: 403 })
    }
    const host = 'evil.example'
    expect(await refusedHandshake(at('plain'), { headers: { host } })).toMatchObject({
      status: 403,
      body: expect.stringContaining('--allow-host'),
    })
    using own = await openSocket(at('plain'), [], { origin: server.url })
    expect(own.socket.readyState).toBe(own.socket.OPEN)
  })

  test('a request head that arrives in pieces is understood', async () => {
    const socket = createConnection(server.port, '127.0.0.1')
    const head = [
      'GET /_lambda/plain/ws HTTP/1.1',
      'Host: localhost',
      'Connection: keep-alive, Upgrade',
      'upgrade: WebSocket',
      'Sec-WebSocket-Version: 13',
      'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
      '',
      '',
    ].join('\r\n')
    for (const piece of head.match(/[^]{1,40}/g) ?? []) {
      socket.write(piece)
      await new Promise((done) => setTimeout(done, 5))
    }
    const [answer] = (await once(socket, 'data')) as [Buffer]
    socket.destroy()
    expect(answer.toString()).toMatch(
      /^HTTP\/1\.1 101 [^]*Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK\+xOo=/,
    )
  })

  test.each(['h2c', 'websocket'])(
    'an ordinary request with "Upgrade: %s" elsewhere is answered',
    async (upgrade) => {
      const headers = {
        Connection: 'Upgrade, HTTP2-Settings',
        Upgrade: upgrade,
        'HTTP2-Settings': '',
      }
      const sent = request(`${server.url}/foundation-models`, { headers })
      sent.end()
      const [response] = (await once(sent, 'response')) as [{ statusCode: number; resume(): void }]
      response.resume()
      expect(response.statusCode).toBe(200)
    },
  )

  test('a plain request to a function is answered as before', async () => {
    expect(await (await fetch(`${server.url}/_lambda/plain/ws`)).text()).toBe('plain')
  })
})

describe('frames', () => {
  test('a fragmented message is one message', async () => {
    using client = await openSocket(at('length'))
    client.socket.send('a'.repeat(1_000), { fin: false })
    client.socket.send('b'.repeat(1_000), { fin: false })
    client.socket.send('c', { fin: true })
    expect(await client.message(() => true)).toEqual({ length: 2_001 })
  })

  test('a ping is answered', async () => {
    using client = await openSocket(at('length'))
    client.socket.ping('are you there')
    const [data] = (await once(client.socket, 'pong')) as [Buffer]
    expect(data.toString()).toBe('are you there')
  })

  test('a message may have 128 KB; one of 1 MB closes the connection', async () => {
    using client = await openSocket(at('length'))
    client.socket.send('x'.repeat(128 * 1024))
    expect(await client.message(() => true)).toEqual({ length: 128 * 1024 })
    client.socket.send('x'.repeat(1024 * 1024))
    expect((await client.closed)[0]).toBe(1009)
  })

  test('a binary message closes the connection', async () => {
    using client = await openSocket(at('length'))
    client.socket.send(Buffer.from([1, 2, 3]))
    expect(await client.closed).toEqual([1003, 'Binary is not supported'])
  })

  test('a slow reader slows the function down', async () => {
    using client = await openSocket(at('flood'))
    client.socket.pause()
    client.socket.send('go')
    await new Promise((done) => setTimeout(done, 2_000))
    expect(existsSync(join(folder.dir, 'flooded'))).toBe(false)
    client.socket.resume()
    await vi.waitFor(() => expect(client.messages).toHaveLength(200), 60_000)
    await expect.poll(() => existsSync(join(folder.dir, 'flooded'))).toBe(true)
  })
})

test('a server that closes sends a close frame', async () => {
  const closing = await startServer({ lambdas: folder.dir })
  const client = await openSocket(`${closing.url}/_lambda/plain/ws`)
  await closing[Symbol.asyncDispose]()
  expect(await client.closed).toEqual([1001, 'Going away'])
})
