import { once } from 'node:events'
import http2 from 'node:http2'
import net from 'node:net'
import fc from 'fast-check'
import { ConverseCommand } from '@aws-sdk/client-bedrock-runtime'
import { expect, test, vi } from 'vitest'
import { collect } from '../support/collect.ts'
import { micro as modelId, userSays } from '../support/questions.ts'
import { startServer } from '../support/server.ts'
import type { Server } from '../support/server.ts'

const messages = userSays('hello')
const path = `/model/${encodeURIComponent(modelId)}/converse`

const post = (server: Server, url: string, body: string | Buffer) =>
  fetch(`${server.url}${url}`, { method: 'POST', body })

/** The server still answers, whatever was done to it before. */
async function expectAlive(server: Server) {
  const answer = await server.runtime.send(new ConverseCommand({ modelId, messages }))
  expect(answer.stopReason).toBe('end_turn')
}

async function sendRaw(server: Server, bytes: string | Buffer): Promise<string> {
  const socket = net.connect(server.port, '127.0.0.1')
  socket.on('error', () => {})
  socket.end(bytes)
  return Buffer.concat(await collect(socket as AsyncIterable<Buffer>).catch(() => [])).toString()
}

test('garbage bytes close the connection or get a 400, which reveals nothing', async () => {
  await using server = await startServer()
  for (const bytes of [
    '\0\u0001\u0002',
    'hello\r\n\r\n',
    'GET',
    'PRI * HTTP/2.0\r\n\r\nXX\r\n\r\n',
    '\u0016\u0003\u0001',
  ]) {
    const text = await sendRaw(server, bytes)
    expect(text).not.toMatch(/node:|at .*\.ts/)
    if (!text.startsWith('HTTP/1.1')) continue
    expect(text).toMatch(/^HTTP\/1.1 400/)
    const [head = '', body = ''] = text.split('\r\n\r\n')
    expect(Number(/Content-Length: (\d+)/.exec(head)?.[1])).toBe(body.length)
  }
  await expectAlive(server)
})

test('an unknown path is answered as AWS does', async () => {
  await using server = await startServer()
  for (const [method, url] of [
    ['GET', '/openai/v1/models'],
    ['POST', '/'],
    ['PUT', path],
    ['GET', path],
  ] as const) {
    const answer = await fetch(`${server.url}${url}`, { method })
    expect(answer.status).toBe(404)
    expect(await answer.text()).toBe('<UnknownOperationException/>')
    expect(answer.headers.get('x-amzn-requestid')).toMatch(/^[0-9a-f-]{36}$/)
  }
})

test('a browser that opens a POST path is told which method to use', async () => {
  await using server = await startServer()
  const answer = await fetch(`${server.url}/model/amazon.nova-micro-v1:0/converse`, {
    headers: { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' },
  })
  expect(answer.status).toBe(404)
  expect(answer.headers.get('content-type')).toBe('text/plain; charset=utf-8')
  expect(await answer.text()).toContain('Converse takes POST, not GET.')
})

test('a request that never becomes a call is still logged, in one line', async () => {
  const write = vi.spyOn(process.stdout, 'write').mockReturnValue(true)
  try {
    await using server = await startServer({ logLevel: 'warn', pretty: true })
    await fetch(`${server.url}/openai/v1/models?key=secret`)
    await fetch(`${server.url}/model/amazon.nova-micro-v1:0/converse`)
    await fetch(`${server.url}/of/${encodeURIComponent('me:AKIAIOSFODNN7EXAMPLE')}`)
    await post(server, '/model/%E0%A4%A/converse', '{}')
    await fetch(`${server.url}/foundation-models`, { headers: { origin: 'https://evil.test' } })
    expect(write.mock.calls.map(([text]) => String(text).replace(/^.*? /, ''))).toEqual([
      expect.stringContaining(
        'GET /openai/v1/models 404 UnknownOperationException: not a path of Bedrock',
      ),
      expect.stringContaining(
        'GET /model/amazon.nova-micro-v1:0/converse 404 UnknownOperationException: Converse takes POST, not GET',
      ),
      expect.stringContaining('GET /of/me%3A%5Baccess%20key%20id%5D 404'),
      expect.stringContaining(
        'POST /model/%E0%A4%A/converse 400 ValidationException: The path of the request is not valid.',
      ),
      expect.stringContaining(
        'GET /foundation-models 403 AccessDeniedException: Pages from https://evil.test cannot call this server.',
      ),
    ])
    expect(JSON.stringify(write.mock.calls)).not.toContain('secret')
  } finally {
    write.mockRestore()
  }
})

test('an operation that is not supported is named in the error', async () => {
  await using server = await startServer()
  const answer = await post(server, '/model-import-jobs', '{}')
  expect(answer.status).toBe(501)
  expect(await answer.json()).toEqual({
    message: 'bedrock-local does not support CreateModelImportJob.',
  })
  expect(answer.headers.get('x-amzn-errortype')).toMatch(/^NotImplementedException:/)
})

test.each([
  ['cannot be decoded', '%E0%A4%A'],
  ['is longer than any id', 'a'.repeat(9_000)],
])('a path that %s is a validation error', async (_, segment) => {
  await using server = await startServer()
  const answer = await post(server, `/model/${segment}/converse`, '{}')
  expect(answer.status).toBe(400)
  expect(answer.headers.get('x-amzn-errortype')).toMatch(/^ValidationException:/)
})

test('an unknown method is an unknown operation', async () => {
  await using server = await startServer()
  const session = http2.connect(server.url)
  const stream = session.request({ ':method': 'FOO', ':path': path }).end('{}')
  const [headers] = (await once(stream, 'response')) as [http2.IncomingHttpHeaders]
  session.destroy()
  expect(headers[':status']).toBe(404)
  expect(headers['x-amzn-errortype']).toMatch(/^UnknownOperationException:/)
})

test("a body of 25 MB is accepted, and one byte more is rejected with AWS's error", async () => {
  await using server = await startServer()
  const wrap = (length: number) => {
    const frame = JSON.stringify({
      messages,
      additionalModelRequestFields: { inferenceConfig: { pad: '' } },
    })
    return frame.replace('"pad":""', `"pad":"${'x'.repeat(length - frame.length)}"`)
  }
  const fits = await post(server, path, wrap(25_000_000))
  expect(fits.status).toBe(200)
  const over = await post(server, path, wrap(25_000_001))
  expect(over.status).toBe(413)
  expect(over.headers.get('x-amzn-errortype')).toMatch(/^RequestEntityTooLargeException:/)
  await expectAlive(server)
})

/** JSON, except for one byte inside a string. */
const invalidUtf8 = Buffer.from(
  JSON.stringify({ messages }).replace('hello', 'h\u00ffllo'),
  'latin1',
)

test.each([
  ['no JSON', '{', 'SerializationException'],
  ['nothing', '', 'ValidationException'],
  ['a list', '[]', 'SerializationException'],
  ['messages of the wrong type', '{"messages":{}}', 'SerializationException'],
  ['a string where an object is required', '{"messages":["x"]}', 'SerializationException'],
  ['invalid UTF-8', invalidUtf8, 'SerializationException'],
])('Converse rejects %s', async (_, body, type) => {
  await using server = await startServer()
  const answer = await post(server, path, body)
  expect(answer.status).toBe(400)
  expect(answer.headers.get('x-amzn-errortype')?.split(':')[0]).toBe(type)
  expect(await answer.text()).not.toMatch(/node_modules|\.ts:/)
})

test('members that AWS does not know are ignored', async () => {
  await using server = await startServer()
  const answer = await post(
    server,
    path,
    JSON.stringify({ messages, modelId, colour: { deep: [1] } }),
  )
  expect(answer.status).toBe(200)
})

test('a body nested a thousand levels deep is answered', async () => {
  await using server = await startServer()
  for (const depth of [1_000, 100_000]) {
    const nested = `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`
    const answer = await post(
      server,
      path,
      `{"messages":${JSON.stringify(messages)},"additionalModelRequestFields":{"inferenceConfig":${nested}}}`,
    )
    expect([200, 400]).toContain(answer.status)
  }
  await expectAlive(server)
})

test("any JSON gets an answer in AWS's format", async () => {
  await using server = await startServer()
  await fc.assert(
    fc.asyncProperty(
      fc.json(),
      fc.constantFrom('converse', 'converse-stream', 'invoke', 'count-tokens'),
      async (body, operation) => {
        const answer = await post(
          server,
          `/model/${encodeURIComponent(modelId)}/${operation}`,
          body,
        )
        expect(answer.status).toBeLessThan(500)
        if (answer.status >= 400)
          expect(answer.headers.get('x-amzn-errortype')).toMatch(/^\w+Exception:http/)
        await answer.arrayBuffer()
      },
    ),
    { numRuns: 60 },
  )
})

test('any path gets an answer', async () => {
  await using server = await startServer()
  await fc.assert(
    fc.asyncProperty(fc.stringMatching(/^[!-~]{0,60}$/), async (segment) => {
      const url = `/model/${segment.replaceAll(/[?#\\]/g, '')}/converse`
      const text = await sendRaw(
        server,
        `POST ${url} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}`,
      )
      expect(text).toMatch(/^HTTP\/1.1 [24]\d\d /)
    }),
    { numRuns: 60 },
  )
})

test('clients that disconnect while sending or before reading do no harm', async () => {
  await using server = await startServer({ pace: 'realistic' })
  for (let round = 0; round < 20; round++) {
    const half = net.connect(server.port, '127.0.0.1')
    half.on('error', () => {})
    half.write(`POST ${path} HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n{"mess`)
    const session = http2.connect(server.url)
    session.on('error', () => {})
    const stream = session.request({ ':method': 'POST', ':path': `${path}-stream` })
    stream.on('error', () => {})
    stream.end(JSON.stringify({ messages }))
    if (round % 2 === 0) await once(stream, 'response').catch(() => {})
    half.destroy()
    session.destroy()
  }
  await expectAlive(server)
})

test('excessive headers are rejected', async () => {
  await using server = await startServer()
  const text = await sendRaw(
    server,
    `GET /foundation-models HTTP/1.1\r\nHost: localhost\r\nX-Long: ${'x'.repeat(40_000)}\r\n\r\n`,
  )
  expect(text).toMatch(/^HTTP\/1.1 4\d\d /)
  await expectAlive(server)
})

test('foreign hosts and pages of other origins are rejected', async () => {
  await using server = await startServer()
  const foreign = await sendRaw(
    server,
    'GET /foundation-models HTTP/1.1\r\nHost: evil.example.com\r\nConnection: close\r\n\r\n',
  )
  expect(foreign).toMatch(/^HTTP\/1.1 403 /)
  expect(foreign).toContain('--allow-host')
  const page = await fetch(`${server.url}${path}`, {
    method: 'POST',
    body: '{}',
    headers: { origin: 'https://evil.example' },
  })
  expect(page.status).toBe(403)
  const compose = await sendRaw(
    server,
    'GET /foundation-models HTTP/1.1\r\nHost: bedrock:4577\r\nConnection: close\r\n\r\n',
  )
  expect(compose).toMatch(/^HTTP\/1.1 200 /)
})

test.each([
  ['/foundation-models', '200 OK'],
  ['/custom-models', '501 Not Implemented'],
  ['/nothing', '404 Not Found'],
])('%s with its origin, as a proxy gets it, is answered as without', async (own, status) => {
  await using server = await startServer()
  const sent = (url: string) =>
    sendRaw(server, `GET ${url} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`)
  const [without, withOrigin] = [await sent(own), await sent(`${server.url}${own}`)]
  expect(without).toContain(`HTTP/1.1 ${status}\r\n`)
  expect(withOrigin).toContain(`HTTP/1.1 ${status}\r\n`)
})
