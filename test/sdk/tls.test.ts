import { once } from 'node:events'
import type { IncomingMessage } from 'node:http'
import http2 from 'node:http2'
import https from 'node:https'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import net from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import tls from 'node:tls'
import { ConverseCommand, ConverseStreamCommand } from '@aws-sdk/client-bedrock-runtime'
import type { BedrockRuntimeClient } from '@aws-sdk/client-bedrock-runtime'
import { NodeHttp2Handler, NodeHttpHandler } from '@smithy/node-http-handler'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { makeCertificate } from '../../server/tls/certificate.ts'
import { collect } from '../support/collect.ts'
import { noBoto3, python } from '../support/python.ts'
import { startServer } from '../support/server.ts'

const modelId = 'amazon.nova-micro-v1:0'
const messages = [{ role: 'user' as const, content: [{ text: 'Tell me about the sea.' }] }]

const folder = mkdtempSync(join(tmpdir(), 'tls-'))
const tlsCert = join(folder, 'cert.pem')
const tlsKey = join(folder, 'key.pem')
const { certificate: ca, key } = makeCertificate(['localhost', '127.0.0.1'])

let server: Awaited<ReturnType<typeof startServer>>

beforeAll(async () => {
  writeFileSync(tlsCert, ca)
  writeFileSync(tlsKey, key)
  server = await startServer({ tlsCert, tlsKey })
})

afterAll(async () => {
  await server[Symbol.asyncDispose]()
  rmSync(folder, { recursive: true })
})

/** A client that trusts the server's certificate, as NODE_EXTRA_CA_CERTS does for a whole process. */
function client(protocol: string, url = server.url): BedrockRuntimeClient {
  const requestHandler =
    protocol === 'HTTP/2'
      ? new NodeHttp2Handler({ nodeHttp2ConnectOptions: { ca } })
      : new NodeHttpHandler({ httpsAgent: new https.Agent({ ca }) })
  return server.client({ endpoint: url, requestHandler })
}

describe.each(['HTTP/1.1', 'HTTP/2'])('over TLS and %s', (protocol) => {
  test('a call and a stream are answered', async () => {
    const runtime = client(protocol)
    const { stopReason } = await runtime.send(new ConverseCommand({ modelId, messages }))
    expect(stopReason).toBe('end_turn')
    const { stream } = await runtime.send(new ConverseStreamCommand({ modelId, messages }))
    const events = await collect(stream)
    expect(events.some(({ messageStop }) => messageStop !== undefined)).toBe(true)
    expect(server.journal.list().at(-1)?.http.version).toBe(protocol.slice(5))
  })

  test.each(['cut', 'reset'])('a %s in mid-stream is an error', async (fault) => {
    const { faults, sessions } = server
    const { remove } = faults.add(sessions.shared, { [fault]: { inEvent: 3 } })
    const { stream } = await client(protocol).send(new ConverseStreamCommand({ modelId, messages }))
    await expect(collect(stream)).rejects.toThrow(/aborted|Truncated|ECONNRESET/)
    remove()
  })
})

test('the same port accepts plain text', async () => {
  const plain = server.url.replace('https:', 'http:')
  for (const requestHandler of [new NodeHttpHandler(), new NodeHttp2Handler()]) {
    const runtime = server.client({ endpoint: plain, requestHandler })
    const { stopReason } = await runtime.send(new ConverseCommand({ modelId, messages }))
    expect(stopReason).toBe('end_turn')
  }
})

test('a page of the HTTPS address may call, one of the HTTP address may not', async () => {
  const ask = async (origin: string) => {
    const request = https.request(`${server.url}/_admin/health`, { ca, headers: { origin } })
    request.end()
    const [answer] = (await once(request, 'response')) as [IncomingMessage]
    answer.resume()
    return answer.statusCode
  }
  expect(await ask(server.url)).toBe(200)
  expect(await ask(server.url.replace('https:', 'http:'))).toBe(403)
})

test('HTTP/2 without ALPN is detected by its first bytes', async () => {
  const secure = tls.connect({ port: server.port, host: '127.0.0.1', ca })
  const session = http2.connect(server.url, { createConnection: () => secure })
  const stream = session.request({ ':path': '/_admin/health' })
  const [headers] = (await once(stream, 'response')) as [http2.IncomingHttpHeaders]
  expect(headers[':status']).toBe(200)
  session.destroy()
})

test('drops what is not a handshake, and serves the next client', async () => {
  const socket = net.connect(server.port, '127.0.0.1')
  socket.on('error', () => {}).resume()
  socket.write(Buffer.from([0x16, 3, 1, 0, 5, 1, 2, 3, 4, 5]))
  await once(socket, 'close')
  const secure = tls.connect({ port: server.port, host: '127.0.0.1', ca, ALPNProtocols: ['h2'] })
  await once(secure, 'secureConnect')
  expect(secure.alpnProtocol).toBe('h2')
  secure.destroy()
})

test.skipIf(noBoto3 !== undefined)(
  'boto3 trusts AWS_CA_BUNDLE, and sends a bearer key',
  async () => {
    const { sent, stopReason } = await python<{ sent: string[]; stopReason: string }>(
      'bearer',
      server.url,
      { AWS_CA_BUNDLE: tlsCert, AWS_BEARER_TOKEN_BEDROCK: 'ABSKdGVzdDp0ZXN0' },
    )
    expect(sent).toEqual(['Bearer ABSKdGVzdDp0ZXN0'])
    expect(stopReason).toBe('end_turn')
  },
)

test.each([
  [{ tlsCert: '/none.pem', tlsKey: '/none.pem' }, /^--tls-cert \/none\.pem cannot be read: /],
  [{ tlsCert }, '--tls-cert needs --tls-key.'],
  [{ tlsKey }, '--tls-key needs --tls-cert.'],
  [{ tlsCert: tlsKey, tlsKey }, /^--tls-cert .*key\.pem is not a certificate in PEM/],
  [{ tlsCert, tlsKey: tlsCert }, /^--tls-key .*cert\.pem is not a private key in PEM/],
])('%j does not start', async (given, message) => {
  await expect(startServer(given)).rejects.toThrow(message)
})

test('a key of another certificate does not start', async () => {
  const other = join(folder, 'other.pem')
  writeFileSync(other, makeCertificate(['localhost']).key)
  await expect(startServer({ tlsCert, tlsKey: other })).rejects.toThrow(
    `--tls-key ${other} is not the key of the certificate in ${tlsCert}.`,
  )
})
