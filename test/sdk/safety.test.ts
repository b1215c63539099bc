import { once } from 'node:events'
import http from 'node:http'
import http2 from 'node:http2'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ConverseCommand } from '@aws-sdk/client-bedrock-runtime'
import { describe, expect, test } from 'vitest'
import { admin } from '../support/admin.ts'
import { collect } from '../support/collect.ts'
import { lite as modelId, userSays } from '../support/questions.ts'
import { startServer } from '../support/server.ts'

const messages = userSays('my private question')
const converse = `/model/${modelId}/converse`

/** A request as a browser would send it: Node's fetch does not let a program set these headers. */
async function browser(
  url: string,
  path: string,
  headers: Record<string, string>,
  method = 'GET',
  body?: string,
) {
  const request = http.request(url + path, { method, headers })
  request.end(body)
  const [answer] = (await once(request, 'response')) as [http.IncomingMessage]
  const text = Buffer.concat(await collect(answer as AsyncIterable<Buffer>)).toString()
  return { status: answer.statusCode ?? 0, headers: answer.headers, text }
}

const foreign: Record<string, Record<string, string>> = {
  'a script of another page': {
    origin: 'https://evil.example',
    'sec-fetch-site': 'cross-site',
    'sec-fetch-mode': 'cors',
  },
  'a script of another local server': {
    origin: 'http://localhost:3000',
    'sec-fetch-site': 'same-site',
  },
  'a page in a sandbox or a file': { origin: 'null' },
  'an image or script tag': { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' },
  'an old browser that says only where the page is': { referer: 'https://evil.example/' },
  'a name that was rebound to this machine': {
    host: 'evil.example:4577',
    origin: 'http://evil.example:4577',
    'sec-fetch-site': 'same-origin',
  },
  'a rebound name without any other sign': { host: 'evil.example' },
}

/** An upstream that must not receive anything. */
async function countingUpstream() {
  let heard = 0
  const server = http.createServer((_request, reply) => {
    heard++
    reply.end('{}')
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  return {
    url: `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`,
    heard: () => heard,
    [Symbol.asyncDispose]: async () => {
      server.close()
      await once(server, 'close')
    },
  }
}

describe.each(Object.entries(foreign))('%s', (_, headers) => {
  test('cannot read the journal', async () => {
    await using server = await startServer()
    await server.runtime.send(new ConverseCommand({ modelId, messages }))
    for (const path of [
      '/_admin/journal',
      '/_admin/events',
      '/_admin/config',
      '/_admin/health',
      '/_admin/none',
    ]) {
      const answer = await browser(server.url, path, headers)
      expect(answer.status).toBe(403)
      expect(answer.headers['access-control-allow-origin']).toBeUndefined()
      expect(answer.headers['content-type']).toContain('application/problem+json')
      expect(answer.text).not.toContain('private question')
    }
  })

  test('cannot trigger a call that is recorded and paid for', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'safety-'))
    await using upstream = await countingUpstream()
    await using server = await startServer(
      { mode: 'record', upstream: upstream.url, fixtures: [folder] },
      { AWS_ACCESS_KEY_ID: 'x', AWS_SECRET_ACCESS_KEY: 'x' },
    )
    const body = JSON.stringify({ messages })
    const simple = { ...headers, 'content-type': 'text/plain' }
    for (const [method, path] of [
      ['POST', converse],
      ['POST', `${converse}-stream`],
      ['GET', '/foundation-models'],
    ] as const) {
      const answer = await browser(
        server.url,
        path,
        simple,
        method,
        method === 'POST' ? body : undefined,
      )
      expect(answer.status).toBe(403)
      expect(answer.headers['access-control-allow-origin']).toBeUndefined()
    }
    expect(upstream.heard()).toBe(0)
    expect(readdirSync(folder)).toEqual([])
    expect(server.journal.list()).toEqual([])
    rmSync(folder, { recursive: true })
  })

  test('cannot change anything', async () => {
    await using server = await startServer()
    await server.runtime.send(new ConverseCommand({ modelId, messages }))
    const calls = [
      ['PUT', '/_admin/mode', '{"mode":"proxy"}'],
      ['POST', '/_admin/reset', ''],
      ['DELETE', '/_admin/journal', ''],
      ['POST', '/_admin/fixtures', '{"answer":{"text":"evil"}}'],
    ] as const
    for (const [method, path, body] of calls)
      expect((await browser(server.url, path, headers, method, body)).status).toBe(403)
    expect(server.mode.get()).toBe('mock')
    expect(server.journal.list()).toHaveLength(1)
    expect(server.store.list(server.sessions.shared)).toEqual([])
  })

  test('gets no permission from a preflight request', async () => {
    await using server = await startServer()
    const asking = {
      ...headers,
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'content-type',
    }
    const answer = await browser(server.url, converse, asking, 'OPTIONS')
    expect(answer.status).toBe(403)
    expect(Object.keys(answer.headers).filter((name) => name.startsWith('access-control'))).toEqual(
      [],
    )
  })
})

test('over HTTP/2 a foreign authority and a foreign origin are rejected', async () => {
  await using server = await startServer()
  const session = http2.connect(server.url)
  const status = async (headers: http2.OutgoingHttpHeaders) => {
    const stream = session.request({ ':path': '/_admin/journal', ...headers })
    stream.resume()
    const [answer] = (await once(stream, 'response')) as [http2.IncomingHttpHeaders]
    return answer[':status']
  }
  expect(await status({})).toBe(200)
  expect(await status({ ':authority': 'evil.example' })).toBe(403)
  expect(await status({ origin: 'https://evil.example' })).toBe(403)
  session.close()
})

describe('a page of an origin in --allow-origin', () => {
  const origin = 'http://localhost:3000'
  const page = { origin, 'sec-fetch-site': 'same-site' }

  test('may call, and read the answer', async () => {
    await using server = await startServer({ allowOrigin: [origin] })
    const preflight = await browser(
      server.url,
      converse,
      {
        ...page,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'authorization,content-type,x-amz-date',
      },
      'OPTIONS',
    )
    expect(preflight).toMatchObject({
      status: 204,
      headers: {
        'access-control-allow-origin': origin,
        'access-control-allow-headers': 'authorization,content-type,x-amz-date',
      },
    })
    const answer = await browser(server.url, converse, page, 'POST', JSON.stringify({ messages }))
    expect(answer).toMatchObject({
      status: 200,
      headers: { 'access-control-allow-origin': origin, 'access-control-expose-headers': '*' },
    })
    expect(
      (await browser(server.url, '/_admin/journal', page)).headers['access-control-allow-origin'],
    ).toBe(origin)
    const refused = await browser(server.url, '/_admin/journal/none', page)
    expect(refused).toMatchObject({
      status: 404,
      headers: { 'access-control-allow-origin': origin },
    })
  })

  test('may use nothing else', async () => {
    await using server = await startServer({ allowOrigin: [origin] })
    expect(
      (await browser(server.url, '/_admin/journal', { origin: 'http://localhost:3001' })).status,
    ).toBe(403)
    expect((await browser(server.url, '/_admin/journal', { origin: 'null' })).status).toBe(403)
  })
})

test('a host in --allow-host is answered', async () => {
  await using server = await startServer({ allowHost: ['bedrock.test'] })
  expect((await browser(server.url, '/_admin/health', { host: 'bedrock.test:4577' })).status).toBe(
    200,
  )
  expect((await browser(server.url, '/_admin/health', { host: 'other.test' })).status).toBe(403)
})

describe('with an admin token', () => {
  const adminToken = 'let-me-in-please'

  test('every admin route requires it, except health and the description of the API', async () => {
    await using server = await startServer({ adminToken })
    for (const path of [
      '/journal',
      '/config',
      '/fixtures',
      '/metrics',
      '/sessions',
      '/events',
      '/mode',
    ]) {
      const refused = await admin(server, 'GET', path)
      expect(refused).toMatchObject({ status: 401, type: 'application/problem+json' })
      expect(refused.headers.get('www-authenticate')).toBe('Bearer')
    }
    for (const path of ['/health', '/ready', '/openapi.json'])
      expect((await admin(server, 'GET', path)).status).toBe(200)
  })

  test.each<[string, Record<string, string>, number]>([
    ['as a bearer key', { authorization: `Bearer ${adminToken}` }, 200],
    ['in its own header', { 'x-bedrock-local-admin-token': adminToken }, 200],
    ['not a wrong one', { authorization: 'Bearer wrong' }, 401],
    ['not a part of it', { authorization: 'Bearer let-me' }, 401],
    ['not an empty one', { authorization: 'Bearer ', 'x-bedrock-local-admin-token': '' }, 401],
    ['not as another scheme', { authorization: `Basic ${adminToken}` }, 401],
  ])('the token is accepted: %s', async (_, headers, status) => {
    await using server = await startServer({ adminToken })
    expect((await admin(server, 'GET', '/config', undefined, headers)).status).toBe(status)
  })

  test('Bedrock itself requires none', async () => {
    await using server = await startServer({ adminToken })
    expect((await server.runtime.send(new ConverseCommand({ modelId, messages }))).stopReason).toBe(
      'end_turn',
    )
  })
})
