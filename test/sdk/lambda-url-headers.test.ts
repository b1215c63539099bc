import { once } from 'node:events'
import http2 from 'node:http2'
import { describe, expect, test } from 'vitest'
import { collect } from '../support/collect.ts'
import { sharedFunctions, templateOf } from '../support/functions.ts'
import { sharedServer } from '../support/server.ts'

// Each answers with the headers and cookies that it is sent.
const streamed = `export const handler = awslambda.streamifyResponse(async (event, stream) => {
  const body = awslambda.HttpResponseStream.from(stream, { statusCode: 200, ...JSON.parse(event.body) })
  body.write('hi')
  body.end()
})`
const folder = sharedFunctions(
  {
    whole: `export const handler = async (event) => ({ statusCode: 200, body: 'hi', ...JSON.parse(event.body) })`,
    streamed,
    joined: streamed,
    typed: `export const handler = awslambda.streamifyResponse(async (event, stream) => { stream.setContentType(JSON.parse(event.body)); stream.end('hi') })`,
  },
  templateOf({
    streamed: { FunctionUrlConfig: { InvokeMode: 'RESPONSE_STREAM' } },
    typed: { FunctionUrlConfig: { InvokeMode: 'RESPONSE_STREAM' } },
  }),
)
const server = sharedServer({ lambdas: folder.dir })

interface Answer {
  status: number
  headers: Record<string, unknown>
  text: string
}

async function overHttp1(name: string, result: unknown): Promise<Answer> {
  const body = JSON.stringify(result)
  const answer = await fetch(`${server.url}/_lambda/${name}/`, { method: 'POST', body })
  const { status, headers } = answer
  return { status, headers: Object.fromEntries(headers), text: await answer.text() }
}

async function overHttp2(name: string, result: unknown): Promise<Answer> {
  const session = http2.connect(server.url)
  const stream = session.request({
    ':method': 'POST',
    ':path': `/_lambda/${name}/`,
    'content-type': 'text/plain',
  })
  stream.end(JSON.stringify(result))
  const [headers] = (await once(stream, 'response')) as [Record<string, unknown>]
  const text = Buffer.concat(await collect<Buffer>(stream)).toString()
  session.close()
  return { status: headers[':status'] as number, headers, text }
}

const INVALID = [
  { headers: { 'x-a': '☃' } },
  { headers: { 'x-a': 'a\nb' } },
  { headers: { '': 'a' } },
  { headers: { 'x a': 'a' } },
  { headers: { ':status': '201' } },
  { cookies: ['a=b\r\nx-b: c'] },
]

describe.each([
  ['HTTP/1.1', overHttp1],
  ['HTTP/2', overHttp2],
])('the headers of a function URL over %s', (_protocol, ask) => {
  test.each(INVALID)('%j is answered with 502', async (result) => {
    expect(await ask('whole', result)).toMatchObject({ status: 502, text: 'Internal Server Error' })
    expect((await ask('streamed', result)).status).toBe(502)
    expect((await ask('joined', result)).status).toBe(502)
  })

  test('a content type that is invalid is answered with 502', async () => {
    expect((await ask('typed', '☃')).status).toBe(502)
  })

  test.each(['whole', 'streamed'])('%s: those of the connection are left out', async (name) => {
    const headers = {
      'Proxy-Connection': 'keep-alive',
      TE: 'gzip',
      'HTTP2-Settings': 'AAMAAABkAAQAoAAAAAIAAAAA',
      Trailer: 'x-a',
      'X-A': 'é',
    }
    const answer = await ask(name, { headers })
    expect(answer).toMatchObject({ status: 200, text: 'hi' })
    expect(Object.keys(answer.headers)).not.toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^(proxy-connection|te|http2-settings|trailer)$/),
      ]),
    )
    expect(answer.headers['x-a']).toBe('é')
  })

  test('the last of several spellings counts', async () => {
    const headers = { 'Content-Type': 'text/html', 'content-type': 'text/csv' }
    const answer = await ask('whole', { headers })
    expect([answer.status, answer.headers['content-type']]).toEqual([200, 'text/csv'])
  })

  test('a name may be that of a member of every object', async () => {
    const answer = await ask('whole', { headers: { constructor: 'a' } })
    expect([answer.status, answer.headers['constructor']]).toEqual([200, 'a'])
  })

  test.each([{ statusCode: 204 }, { statusCode: 304, headers: { trailer: 'x-a' } }])(
    'a body that %j forbids is left out',
    async (result) => {
      expect(await ask('whole', result)).toMatchObject({ status: result.statusCode, text: '' })
    },
  )
})
