import { once } from 'node:events'
import http from 'node:http'
import http2 from 'node:http2'
import net from 'node:net'
import { InvokeModelWithBidirectionalStreamCommand } from '@aws-sdk/client-bedrock-runtime'
import { describe, expect, test } from 'vitest'
import { collect } from '../support/collect.ts'
import { micro as modelId } from '../support/questions.ts'
import { startServer } from '../support/server.ts'

const converse = `/model/${encodeURIComponent(modelId)}/converse`
const bidirectional = `/model/${modelId}/invoke-with-bidirectional-stream`

interface Answer {
  status: number
  text: string
}

/** Sends headers and the beginning of a body that never ends. */
async function startUpload(url: string, path: string, protocol: string): Promise<Answer> {
  if (protocol === 'HTTP/1.1') {
    const request = http.request(url + path, { method: 'POST' })
    request.write('{')
    const [answer] = (await once(request, 'response')) as [http.IncomingMessage]
    const pieces = await collect(answer as AsyncIterable<Buffer>)
    request.destroy()
    return { status: answer.statusCode ?? 0, text: Buffer.concat(pieces).toString() }
  }
  const session = http2.connect(url)
  const stream = session.request({ ':method': 'POST', ':path': path })
  stream.write('{')
  const [headers] = (await once(stream, 'response')) as [http2.IncomingHttpHeaders]
  const text = Buffer.concat(await collect(stream as AsyncIterable<Buffer>)).toString()
  session.destroy()
  return { status: headers[':status'] as unknown as number, text }
}

describe.each(['HTTP/1.1', 'HTTP/2'])('while a body over %s is still being sent', (protocol) => {
  test.each([
    [bidirectional, 501],
    ['/async-invoke', 501],
    ['/nothing/here', 404],
    ['/_admin/nothing', 404],
    ['/model/%zz/converse', 400],
  ])('%s is rejected', async (path, status) => {
    await using server = await startServer()
    expect((await startUpload(server.url, path, protocol)).status).toBe(status)
  })

  test('an operation that a fixture answers waits for its body', async () => {
    await using server = await startServer()
    const fixture = {
      match: { operation: 'ApplyGuardrail', body: { source: 'INPUT' } },
      answer: { native: { action: 'NONE' } },
    }
    await fetch(`${server.url}/_admin/fixtures`, { method: 'POST', body: JSON.stringify(fixture) })
    const answer = await fetch(`${server.url}/guardrail/g/version/1/apply`, {
      method: 'POST',
      body: JSON.stringify({ source: 'INPUT', content: [] }),
    })
    expect(await answer.json()).toEqual({ action: 'NONE' })
  })
})

test('the SDK gets the rejection of a bidirectional call before its input ends', async () => {
  await using server = await startServer()
  let inputEnded = false
  const ended = new AbortController()
  async function* input() {
    yield { chunk: { bytes: Buffer.from('{"event":{"sessionStart":{}}}') } }
    await once(ended.signal, 'abort')
    inputEnded = true
  }
  const command = new InvokeModelWithBidirectionalStreamCommand({ modelId, body: input() })
  // The SDK reports an error only after its own input has ended; the answer arrives long before that.
  const answered = new Promise<boolean>((resolve) => {
    server.journal.follow(() => resolve(inputEnded))
  })
  const sent = server.runtime.send(command)
  expect(await answered).toBe(false)
  ended.abort()
  await expect(sent).rejects.toMatchObject({ name: 'NotImplementedException' })
})

test('an upload over HTTP/2 that the client aborts leaves no error behind', async () => {
  await using server = await startServer()
  const lines: string[] = []
  for (const level of ['warn', 'error'] as const)
    server.log[level] = (...args: unknown[]) => void lines.push(JSON.stringify(args))
  const session = http2.connect(server.url)
  const stream = session.request({ ':method': 'POST', ':path': converse })
  stream.on('error', () => {})
  stream.write('{"messages":')
  await new Promise((resolve) => setTimeout(resolve, 100))
  stream.close(http2.constants.NGHTTP2_CANCEL)
  await once(stream, 'close')
  const next = session.request({ ':path': '/_admin/health' })
  await collect(next as AsyncIterable<Buffer>)
  session.close()
  expect(lines).toEqual([])
})

test('a body of more than 200 MB over HTTP/2 is answered', async () => {
  await using server = await startServer()
  const session = http2.connect(server.url)
  const stream = session.request({ ':method': 'POST', ':path': converse })
  stream.on('error', () => {})
  const answered = once(stream, 'response') as Promise<[http2.IncomingHttpHeaders]>
  const piece = Buffer.alloc(1 << 20)
  const write = (): void => {
    for (let full = false; !full && !stream.closed;) full = !stream.write(piece)
  }
  stream.on('drain', write)
  write()
  const [headers] = await answered
  expect(headers[':status']).toBe(413)
  session.destroy()
})

describe.concurrent('a connection that violates HTTP/2', () => {
  const preface = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n')
  const settings = Buffer.from([0, 0, 0, 4, 0, 0, 0, 0, 0])

  test.each<[string, number[]]>([
    ['a SETTINGS frame of 5 bytes', [0, 0, 5, 4, 0, 0, 0, 0, 0, 1, 2, 3, 4, 5]],
    ['DATA on an idle stream', [0, 0, 1, 0, 0, 0, 0, 0, 1, 7]],
    ['bad HPACK', [0, 0, 4, 1, 5, 0, 0, 0, 1, 0xff, 0xff, 0xff, 0xff]],
  ])('is closed within seconds: %s', async (_, frame) => {
    await using server = await startServer()
    // The client neither reads nor closes its side.
    const socket = net.connect({ port: server.port, host: '127.0.0.1', allowHalfOpen: true })
    await once(socket, 'connect')
    const gone = new Promise((resolve) => {
      socket.once('end', resolve).once('error', resolve)
    })
    socket.resume().write(Buffer.concat([preface, settings, Buffer.from(frame)]))
    await gone
    socket.destroy()
  })

  test('a valid one stays open', async () => {
    await using server = await startServer()
    const session = http2.connect(server.url)
    const ask = () =>
      collect(session.request({ ':path': '/_admin/health' }) as AsyncIterable<Buffer>)
    await ask()
    await new Promise((resolve) => setTimeout(resolve, 3_500))
    await ask()
    expect(session.closed).toBe(false)
    session.destroy()
  })
})
