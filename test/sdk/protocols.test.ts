import { once } from 'node:events'
import http2 from 'node:http2'
import net from 'node:net'
import { ConverseCommand, ConverseStreamCommand } from '@aws-sdk/client-bedrock-runtime'
import { NodeHttpHandler } from '@smithy/node-http-handler'
import { expect, test } from 'vitest'
import { collect } from '../support/collect.ts'
import { micro as modelId, userSays } from '../support/questions.ts'
import { startServer } from '../support/server.ts'

const messages = userSays('hello')
const path = `/model/${encodeURIComponent(modelId)}/converse`
const json = JSON.stringify({ messages })

test('the default client uses HTTP/2, and the HTTP/1.1 handler gets the same answer', async () => {
  await using server = await startServer()
  const old = server.client({ requestHandler: new NodeHttpHandler() })
  const [h2, h1] = await Promise.all([
    server.runtime.send(new ConverseCommand({ modelId, messages })),
    old.send(new ConverseCommand({ modelId, messages })),
  ])
  expect(h2.output).toEqual(h1.output)
  expect(
    server.journal
      .list()
      .map(({ http }) => http.version)
      .toSorted(),
  ).toEqual(['1.1', '2'])
})

test('an HTTP/2 preface may arrive a byte at a time', async () => {
  await using server = await startServer()
  const socket = net.connect(server.port, '127.0.0.1')
  await once(socket, 'connect')
  const preface = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\u0004\0\0\0\0\0', 'latin1')
  for (const byte of preface) {
    socket.write(Buffer.from([byte]))
    await new Promise((resolve) => setImmediate(resolve))
  }
  const [settings] = (await once(socket, 'data')) as [Buffer]
  expect(settings[3]).toBe(4)
  socket.destroy()
})

test('a body over HTTP/2 is read without content type and without length', async () => {
  await using server = await startServer()
  const session = http2.connect(server.url)
  const stream = session.request({ ':method': 'POST', ':path': path })
  stream.end(json)
  const [headers] = (await once(stream, 'response')) as [Record<string, unknown>]
  expect(headers[':status']).toBe(200)
  await collect(stream)
  session.close()
})

test.each(['application/json', 'application/octet-stream', 'text/plain; charset=x', undefined])(
  'a body over HTTP/1.1 is read with content type %s',
  async (type) => {
    await using server = await startServer()
    const answer = await fetch(`${server.url}${path}`, {
      method: 'POST',
      body: Buffer.from(json),
      ...(type !== undefined && { headers: { 'content-type': type } }),
    })
    expect(answer.status).toBe(200)
    expect(answer.headers.get('content-type')).toBe('application/json')
  },
)

test("header names keep AWS's capitalisation over HTTP/1.1", async () => {
  await using server = await startServer()
  const socket = net.connect(server.port, '127.0.0.1')
  socket.write(
    `POST ${path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: ${json.length}\r\nConnection: close\r\n\r\n${json}`,
  )
  const text = Buffer.concat(await collect(socket as AsyncIterable<Buffer>)).toString()
  expect(text).toMatch(/^HTTP\/1.1 200 OK\r\n/)
  expect(text).toContain('\r\nContent-Type: application/json\r\n')
  expect(text).toMatch(/\r\nx-amzn-RequestId: [0-9a-f]{8}-/)
  expect(text).toMatch(/\r\nx-bedrock-local-source: invented\r\n/)
})

test('closes with streams in flight and idle HTTP/2 sessions open', async () => {
  const server = await startServer({ grace: 100 })
  const idle = http2.connect(server.url)
  idle.on('error', () => {})
  await once(idle, 'connect')
  const { stream } = await server.runtime.send(new ConverseStreamCommand({ modelId, messages }))
  const silent = net.connect(server.port, '127.0.0.1')
  silent.on('error', () => {})
  await once(silent, 'connect')
  await collect(stream)
  await server[Symbol.asyncDispose]()
  await expect(fetch(server.url)).rejects.toThrow()
  idle.destroy()
  silent.destroy()
})

test.each([
  ['a raw colon', modelId],
  ['an encoded colon', 'amazon.nova-micro-v1%3A0'],
  ['lower-case hex digits', 'amazon.nova-micro-v1%3a0'],
  [
    'a foundation-model ARN',
    encodeURIComponent('arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-micro-v1:0'),
  ],
  [
    'a profile ARN',
    encodeURIComponent(
      'arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.amazon.nova-micro-v1:0',
    ),
  ],
])('a model id in the path as %s', async (_, id) => {
  await using server = await startServer()
  const answer = await fetch(`${server.url}/model/${id}/converse`, { method: 'POST', body: json })
  expect(answer.status).toBe(200)
})

test('an ARN of 2,048 characters reaches the validation, and a longer one is rejected with its message', async () => {
  await using server = await startServer()
  const answer = await fetch(`${server.url}/model/${'a'.repeat(2_049)}/converse`, {
    method: 'POST',
    body: json,
  })
  expect(answer.status).toBe(400)
  expect(await answer.text()).toContain(
    "at 'modelId' failed to satisfy constraint: Member must have length less than or equal to 2048",
  )
})
