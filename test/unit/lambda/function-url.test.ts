import { describe, expect, test } from 'vitest'
import { PreludeReader, urlEvent, urlResponse } from '../../../server/lambda/function-url.ts'
import type { UrlRequest } from '../../../server/lambda/function-url.ts'

const request: UrlRequest = {
  id: '00000000-0000-4000-8000-000000000000',
  method: 'POST',
  path: '/a/b',
  query: 'x=1&x=2&y=%C3%A9',
  rawHeaders: [
    'Content-Type',
    'application/json',
    'X-Twice',
    'a',
    'X-Twice',
    'b',
    'Cookie',
    'k=v; l=w',
    'User-Agent',
    'curl',
  ],
  body: Buffer.from('{"prompt":"é"}'),
  sourceIp: '127.0.0.1',
  host: 'localhost:4577',
}
const answer = (value: unknown) => urlResponse(Buffer.from(JSON.stringify(value)))

describe('the event of a function URL', () => {
  test('path, query, headers and cookies in payload format 2.0', () => {
    expect(urlEvent(request)).toMatchObject({
      version: '2.0',
      routeKey: '$default',
      rawPath: '/a/b',
      rawQueryString: 'x=1&x=2&y=%C3%A9',
      queryStringParameters: { x: '1,2', y: 'é' },
      headers: { 'content-type': 'application/json', 'x-twice': 'a,b', 'user-agent': 'curl' },
      cookies: ['k=v', 'l=w'],
      requestContext: {
        domainName: 'localhost:4577',
        http: { method: 'POST', path: '/a/b', userAgent: 'curl' },
      },
      body: '{"prompt":"é"}',
      isBase64Encoded: false,
    })
  })

  test('the time in log format', () => {
    const { requestContext } = urlEvent(request) as { requestContext: { time: string } }
    expect(requestContext.time).toMatch(/^\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d \+0000$/)
  })

  test('a non-text body is base64', () => {
    const body = Buffer.from([0, 255, 1])
    const event = urlEvent({ ...request, rawHeaders: ['content-type', 'image/png'], body })
    expect(event).toMatchObject({ body: body.toString('base64'), isBase64Encoded: true })
  })

  test('without body and query, neither is present', () => {
    const event = urlEvent({ ...request, query: '', rawHeaders: [], body: Buffer.alloc(0) })
    expect(event).not.toHaveProperty('body')
    expect(event).not.toHaveProperty('queryStringParameters')
    expect(event).not.toHaveProperty('cookies')
  })

  test('HTTP/2 pseudo-headers are left out', () => {
    expect(urlEvent({ ...request, rawHeaders: [':path', '/', 'a', 'b'] })['headers']).toEqual({
      a: 'b',
    })
  })
})

describe('the response of a function URL', () => {
  test('status, headers, cookies and body', () => {
    const response = answer({
      statusCode: 201,
      headers: { 'Content-Type': 'text/plain', 'X-N': 1 },
      cookies: ['a=b'],
      body: 'hi',
    })
    expect(response).toEqual({
      status: 201,
      headers: [
        ['content-type', 'text/plain'],
        ['x-n', '1'],
        ['set-cookie', 'a=b'],
      ],
      body: Buffer.from('hi'),
    })
  })

  test('base64 is decoded', () => {
    expect(answer({ statusCode: 200, body: 'AP8B', isBase64Encoded: true })?.body).toEqual(
      Buffer.from([0, 255, 1]),
    )
  })

  test('a result without a status is JSON with status 200', () => {
    expect(answer({ models: [] })).toMatchObject({
      status: 200,
      body: Buffer.from('{"models":[]}'),
    })
    expect(answer('plain words')?.body.toString()).toBe('plain words')
  })

  test('an invalid status is rejected', () => {
    expect(answer({ statusCode: 'soon' })).toBeUndefined()
    expect(answer({ statusCode: 99 })).toBeUndefined()
  })

  test.each([
    { headers: { 'x-a': '☃' } },
    { headers: { 'x-a': 'a\nb' } },
    { headers: { '': 'a' } },
    { headers: { ':status': '201' } },
    { cookies: ['a=b\r\nx-b: c'] },
  ])('%j is rejected', (result) => {
    expect(answer({ statusCode: 200, ...result })).toBeUndefined()
  })

  test('connection headers belong to the server', () => {
    const names = answer({
      statusCode: 200,
      headers: { Connection: 'close', 'Content-Length': '5', A: 'b' },
    })?.headers
    expect(names).toEqual([
      ['a', 'b'],
      ['content-type', 'application/json'],
    ])
  })
})

describe('the prelude of a stream', () => {
  const whole = Buffer.concat([
    Buffer.from('{"statusCode":404,"headers":{"content-type":"text/plain"}}'),
    Buffer.alloc(8),
    Buffer.from('body'),
  ])

  test.each([1, 3, 60, whole.length])('can arrive in chunks of %i bytes', (size) => {
    const reader = new PreludeReader()
    const body: Buffer[] = []
    for (let at = 0; at < whole.length; at += size) {
      const piece = reader.read(whole.subarray(at, at + size))
      if (piece !== undefined) body.push(piece)
    }
    expect(reader.head).toEqual({ status: 404, headers: [['content-type', 'text/plain']] })
    expect(Buffer.concat(body).toString()).toBe('body')
  })

  test.each(['undefined', '[]', '{"statusCode":"soon"}'])('%s is invalid: 502', (text) => {
    const reader = new PreludeReader()
    reader.read(Buffer.concat([Buffer.from(text), Buffer.alloc(8)]))
    expect(reader.head).toEqual({ status: 502, headers: [] })
  })

  test('one that never ends is given up', () => {
    const reader = new PreludeReader()
    expect(reader.read(Buffer.alloc(70_000, 'x'))).toHaveLength(0)
    expect(reader.head).toMatchObject({ status: 502 })
  })
})
