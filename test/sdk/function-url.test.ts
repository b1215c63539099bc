import { once } from 'node:events'
import { request } from 'node:http'
import type { IncomingMessage } from 'node:http'
import { json } from 'node:stream/consumers'
import { describe, expect, test } from 'vitest'
import { sharedFunctions, templateOf } from '../support/functions.ts'
import { sharedServer } from '../support/server.ts'

const prelude = (status: number) => `awslambda.HttpResponseStream.from(stream, {
  statusCode: ${status}, headers: { 'content-type': 'text/plain', 'x-mine': 'yes' }, cookies: ['a=b'] })`

const CODE = {
  event: 'export const handler = async (event) => event',
  answers: `export const handler = async () => ({ statusCode: 201, headers: { 'content-type': 'text/html' }, cookies: ['a=1', 'b=2'], body: '<p>hi</p>' })`,
  image: `export const handler = async () => ({ statusCode: 200, headers: { 'content-type': 'image/png' }, body: 'AP8B', isBase64Encoded: true })`,
  throws: 'export const handler = async () => { throw new Error("secret reason") }',
  nonsense: 'export const handler = async () => ({ statusCode: "soon" })',
  live: `export const handler = awslambda.streamifyResponse(async (event, stream) => {
    const body = ${prelude(203)}
    for (const part of ['one ', 'two ', 'three']) { body.write(part); await new Promise((done) => setTimeout(done, 100)) }
    body.end()
  })`,
  empty: `export const handler = awslambda.streamifyResponse(async (event, stream) => ${prelude(204)}.end())`,
  plain: `export const handler = awslambda.streamifyResponse(async (event, stream) => { stream.setContentType('text/csv'); stream.end('a,b') })`,
  breaks: `export const handler = awslambda.streamifyResponse(async (event, stream) => { stream.write('begun'); throw new Error('x') })`,
  silent: `export const handler = awslambda.streamifyResponse(async (event, stream) => { stream.end() })`,
  early: `export const handler = awslambda.streamifyResponse(async () => { throw new Error('x') })`,
}
const streaming = { FunctionUrlConfig: { InvokeMode: 'RESPONSE_STREAM' } }
const folder = sharedFunctions(
  { ...CODE, buffered: CODE.live, hushed: CODE.silent },
  templateOf({
    live: streaming,
    empty: streaming,
    plain: streaming,
    breaks: streaming,
    early: streaming,
    silent: streaming,
  }),
)
const server = sharedServer({ lambdas: folder.dir })

const get = (path: string, init?: RequestInit) => fetch(`${server.url}/_lambda/${path}`, init)

describe('a function URL', () => {
  test('forwards the request in payload format 2.0', async () => {
    const init = {
      method: 'PUT',
      body: '{"a":1}',
      headers: { 'Content-Type': 'application/json', 'X-Mine': 'yes' },
    }
    const answer = await get('event/deep/path?x=1&y=%20', init)
    expect(await answer.json()).toMatchObject({
      version: '2.0',
      rawPath: '/deep/path',
      rawQueryString: 'x=1&y=%20',
      queryStringParameters: { x: '1', y: ' ' },
      headers: { 'content-type': 'application/json', 'x-mine': 'yes' },
      requestContext: { http: { method: 'PUT', path: '/deep/path' } },
      body: '{"a":1}',
      isBase64Encoded: false,
    })
  })

  test.each(['event', 'event/'])('%s is its root path', async (path) => {
    expect(await (await get(path)).json()).toMatchObject({ rawPath: '/' })
  })

  test.each([
    ['a whole URL, as sent to a proxy', 'http://example.com/_lambda/event/deep/path?x=1'],
    ['an encoded name', '/_lambda/%65vent/deep/path?x=1'],
  ])('the path is what follows the name in %s', async (_what, path) => {
    const [answer] = (await once(request(server.url, { path }).end(), 'response')) as [
      IncomingMessage,
    ]
    const expected = { rawPath: '/deep/path', rawQueryString: 'x=1' }
    expect(await json(answer)).toMatchObject(expected)
  })

  test('status, headers, cookies and body come from the function', async () => {
    const answer = await get('answers')
    expect([answer.status, answer.headers.get('content-type')]).toEqual([201, 'text/html'])
    expect(answer.headers.getSetCookie()).toEqual(['a=1', 'b=2'])
    expect(answer.headers.get('x-amzn-requestid')).toMatch(/^[\da-f-]{36}$/)
    expect(await answer.text()).toBe('<p>hi</p>')
  })

  test('decodes base64 bodies', async () => {
    expect(new Uint8Array(await (await get('image')).arrayBuffer())).toEqual(
      new Uint8Array([0, 255, 1]),
    )
  })

  test.each(['throws', 'nonsense', 'early'])(
    '%s: 502, without revealing the cause',
    async (name) => {
      const answer = await get(name)
      expect([answer.status, await answer.text()]).toEqual([502, 'Internal Server Error'])
    },
  )

  test('an unknown function is a 404', async () => {
    expect((await get('nope/')).status).toBe(404)
  })

  test('a page of another origin cannot run a function', async () => {
    expect((await get('event', { headers: { origin: 'https://example.com' } })).status).toBe(403)
  })
})

describe('a streaming function URL', () => {
  test('sends each chunk as it is written', async () => {
    const answer = await get('live')
    expect([
      answer.status,
      answer.headers.get('content-type'),
      answer.headers.get('x-mine'),
    ]).toEqual([203, 'text/plain', 'yes'])
    expect(answer.headers.getSetCookie()).toEqual(['a=b'])
    const pieces: string[] = []
    const times: number[] = []
    for await (const piece of answer.body ?? []) {
      pieces.push(Buffer.from(piece).toString())
      times.push(performance.now())
    }
    expect(pieces.join('')).toBe('one two three')
    expect((times.at(-1) ?? 0) - (times[0] ?? 0)).toBeGreaterThan(50)
  })

  test('sends status and headers without a body', async () => {
    const answer = await get('empty')
    expect([answer.status, answer.headers.get('x-mine'), await answer.text()]).toEqual([
      204,
      'yes',
      '',
    ])
  })

  test('without a prelude, sends 200 and the content type that was set', async () => {
    const answer = await get('plain')
    expect([answer.status, answer.headers.get('content-type'), await answer.text()]).toEqual([
      200,
      'text/csv',
      'a,b',
    ])
  })

  test.each(['silent', 'hushed'])('%s: an empty answer if nothing was written', async (name) => {
    const answer = await get(name)
    expect([answer.status, await answer.text()]).toEqual([200, ''])
  })

  test('an error after the first chunk cuts the connection', async () => {
    await expect(get('breaks').then((answer) => answer.text())).rejects.toThrow()
  })

  test('sends the whole answer at once if the URL does not stream', async () => {
    const answer = await get('buffered')
    expect([answer.status, answer.headers.get('x-mine'), await answer.text()]).toEqual([
      203,
      'yes',
      'one two three',
    ])
  })
})
