import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import net from 'node:net'
import type { AddressInfo, Server, Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Dispatcher } from 'undici'
import { describe, expect, test } from 'vitest'
import { Arrival } from '../../../server/resolve/arrival.ts'
import { createDispatcher } from '../../../server/resolve/dispatcher.ts'
import { makeCertificate } from '../../../server/tls/certificate.ts'

/** A server until the end of the test's scope. */
async function listening(server: Server) {
  const sockets = new Set<Socket>()
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    [Symbol.dispose]() {
      for (const socket of sockets) socket.destroy()
      server.close()
    },
  }
}

function dispatcherOf(env: NodeJS.ProcessEnv) {
  const dispatcher = createDispatcher(env)
  return { dispatcher, [Symbol.asyncDispose]: () => dispatcher.destroy() }
}

function ask(dispatcher: Dispatcher, origin: string, headers: string[] = []): Arrival {
  const arrival = new Arrival()
  dispatcher.dispatch({ origin, path: '/', method: 'POST', headers, body: '{}' }, arrival)
  return arrival
}

async function lengthOf(arrival: Arrival): Promise<number> {
  let length = 0
  for await (const chunk of arrival) length += chunk.length
  return length
}

describe('a connection that closes while the client reads slowly', () => {
  const BYTES = 100_000
  const heads = {
    'without a length': 'HTTP/1.1 200 OK\r\n\r\n',
    'with Connection: close': `HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: ${BYTES}\r\n\r\n`,
    'of HTTP/1.0': `HTTP/1.0 200 OK\r\nContent-Length: ${BYTES}\r\n\r\n`,
  }

  test.each(Object.entries(heads))('an answer %s is passed on as a whole', async (_, head) => {
    using upstream = await listening(
      net.createServer((socket) => {
        socket.once('data', () =>
          socket.end(Buffer.concat([Buffer.from(head), Buffer.alloc(BYTES)])),
        )
      }),
    )
    await using made = dispatcherOf({})
    const arrival = ask(made.dispatcher, `http://127.0.0.1:${upstream.port}`)
    await arrival.head
    // Until the end of the connection has arrived, too.
    await sleep(100)
    expect(await lengthOf(arrival)).toBe(BYTES)
  })

  test('a reset is an error', async () => {
    let reset: (() => void) | undefined
    using upstream = await listening(
      net.createServer((socket) => {
        reset = () => socket.resetAndDestroy()
        socket.once('data', () =>
          socket.write(
            Buffer.concat([Buffer.from(heads['without a length']), Buffer.alloc(BYTES)]),
          ),
        )
      }),
    )
    await using made = dispatcherOf({})
    const arrival = ask(made.dispatcher, `http://127.0.0.1:${upstream.port}`)
    await arrival.head
    await sleep(50)
    reset?.()
    await sleep(50)
    await expect(lengthOf(arrival)).rejects.toThrow()
  })
})

describe('through a proxy', () => {
  /** Connects to where it is asked to, like a real one. */
  function tunnel(request: IncomingMessage, client: Socket): void {
    const [host, port] = (request.url ?? '').split(':')
    const socket = net.connect(Number(port), host)
    socket.on('error', () => client.destroy())
    client.write('HTTP/1.1 200 OK\r\n\r\n')
    socket.pipe(client).pipe(socket)
  }

  test('repeated headers arrive', async () => {
    const seen: unknown[] = []
    const answer = ({ headers }: IncomingMessage, reply: ServerResponse) => {
      seen.push(headers['x-amzn-bedrock-trace'])
      reply.end('{}')
    }
    using upstream = await listening(createServer(answer))
    using proxy = await listening(createServer().on('connect', tunnel))
    await using made = dispatcherOf({ http_proxy: `http://127.0.0.1:${proxy.port}` })
    const headers = ['x-amzn-bedrock-trace', 'A', 'x-amzn-bedrock-trace', 'B']
    expect(await lengthOf(ask(made.dispatcher, `http://127.0.0.1:${upstream.port}`, headers))).toBe(
      2,
    )
    expect(seen).toEqual(['A,B'])
  })

  test.each(['http', 'https'])(
    'AWS_CA_BUNDLE applies to the upstream and to an %s proxy',
    async (scheme) => {
      const folder = mkdtempSync(join(tmpdir(), 'bedrock-local-'))
      try {
        const { key, certificate } = makeCertificate(['127.0.0.1'])
        const bundle = join(folder, 'ca.pem')
        writeFileSync(bundle, certificate)
        using upstream = await listening(
          createTlsServer({ key, cert: certificate }, (_, reply) => void reply.end('{}')),
        )
        const server =
          scheme === 'http' ? createServer() : createTlsServer({ key, cert: certificate })
        using proxy = await listening(server.on('connect', tunnel))
        await using made = dispatcherOf({
          HTTPS_PROXY: `${scheme}://127.0.0.1:${proxy.port}`,
          AWS_CA_BUNDLE: bundle,
        })
        expect(await lengthOf(ask(made.dispatcher, `https://127.0.0.1:${upstream.port}`))).toBe(2)
      } finally {
        rmSync(folder, { recursive: true })
      }
    },
  )

  test('a proxy that closes the connection is asked once', async () => {
    let asked = 0
    using proxy = await listening(
      createServer().on('connect', (_, client) => {
        asked += 1
        client.destroy()
      }),
    )
    await using made = dispatcherOf({ https_proxy: `http://127.0.0.1:${proxy.port}` })
    await expect(ask(made.dispatcher, 'https://127.0.0.1:1').head).rejects.toThrow(/closed/)
    expect(asked).toBe(1)
  })
})
