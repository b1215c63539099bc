import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import http from 'node:http'
import http2 from 'node:http2'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ConverseCommand } from '@aws-sdk/client-bedrock-runtime'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { exchange, exchanges } from '../../server/admin/shapes.ts'
import { check } from '../../server/shape/check.ts'
import type { Shape } from '../../server/shape/shape.ts'
import { admin } from '../support/admin.ts'
import { lite as modelId, userSays } from '../support/questions.ts'
import { startServer } from '../support/server.ts'
import type { Server } from '../support/server.ts'

const asks = (text: string) => ({
  modelId,
  messages: userSays(text),
})

let server: Server
let folder = ''
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'admin-'))
  server = await startServer({ fixtures: [folder] })
})
afterEach(async () => {
  await server[Symbol.asyncDispose]()
  rmSync(folder, { recursive: true, force: true })
})
const ask = (text: string) => server.runtime.send(new ConverseCommand(asks(text)))
const as = (shape: Shape, value: unknown) => expect(check(value, shape)).toEqual([])

describe('the index', () => {
  test.each(['', '/'])('/_admin%s lists the routes, without the admin token', async (path) => {
    await using other = await startServer({ adminToken: 'a-token' })
    const { status, body } = await admin(other, 'GET', path)
    expect([status, body]).toEqual([
      200,
      expect.objectContaining({
        openapi: '/_admin/openapi.json',
        routes: expect.objectContaining({
          'GET /_admin/journal': expect.any(String),
          'POST /_admin/fixtures': expect.any(String),
        }),
      }),
    ])
  })
})

describe('health, settings and mode', () => {
  test('is alive, is ready, and reports what is loaded', async () => {
    expect(await admin(server, 'GET', '/health')).toMatchObject({
      status: 200,
      type: 'application/json',
      body: { status: 'ok', mode: 'mock', fixtures: 0, problems: [] },
    })
    expect(await admin(server, 'GET', '/ready')).toMatchObject({ body: { ready: true } })
  })

  test('hides every secret in the effective settings', async () => {
    await using other = await startServer({
      adminToken: 'very-secret-token',
      upstream: 'https://user:password@proxy.test',
      keys: { accessKeys: { AKIAXXXXXXXXXXXXXXXX: { secretAccessKey: 'shh-very-secret' } } },
    })
    const { status, text, body } = await admin(other, 'GET', '/config', undefined, {
      authorization: 'Bearer very-secret-token',
    })
    expect(status).toBe(200)
    expect(body).toMatchObject({ region: 'us-east-1', adminToken: '[hidden]', keys: '[hidden]' })
    for (const secret of ['very-secret', 'password', 'shh', 'AKIA'])
      expect(text).not.toContain(secret)
  })

  test('the mode can be switched while the server runs', async () => {
    expect((await ask('anything')).stopReason).toBe('end_turn')
    expect(await admin(server, 'PUT', '/mode', { mode: 'replay' })).toMatchObject({
      status: 200,
      body: { mode: 'replay' },
    })
    await expect(ask('anything')).rejects.toThrow('No fixture matches Converse')
    expect(await admin(server, 'GET', '/mode')).toMatchObject({ body: { mode: 'replay' } })
  })
})

test('an admin token may contain spaces', async () => {
  await using other = await startServer({ adminToken: 'one two three' })
  const headers = { authorization: 'Bearer one two three' }
  expect((await admin(other, 'GET', '/mode', undefined, headers)).status).toBe(200)
})

test('record mode needs a folder for its recordings, over HTTP too', async () => {
  await using other = await startServer()
  expect(await admin(other, 'PUT', '/mode', { mode: 'record' })).toMatchObject({
    status: 409,
    body: { detail: 'mode record needs a folder for its recordings: fixtures or recordTo' },
  })
  expect(other.mode.get()).toBe('mock')
})

describe('the journal', () => {
  test('lists calls, oldest first, and returns each by its id', async () => {
    await ask('first')
    await ask('second')
    const { body } = await admin(server, 'GET', '/journal')
    as(exchanges, body)
    const all = (body as { exchanges: { id: string; asked: { prompt: string } }[] }).exchanges
    expect(all.map(({ asked }) => asked.prompt)).toEqual(['first', 'second'])
    const one = await admin(server, 'GET', `/journal/${all[1]?.id}`)
    as(exchange, one.body)
    expect(one.body).toEqual(all[1])
  })

  test.each([
    ['operation=ConverseStream', 0],
    ['operation=Converse&prompt=sec', 1],
    ['status=200&source=invented', 2],
    ['model=amazon.nova-*&limit=1', 1],
    ['session=nobody', 0],
    ['session=test', 2],
    ['missed=true', 0],
    ['tools=a,b', 0],
  ])('filters by %s', async (query, count) => {
    await ask('first')
    await ask('second')
    const { body } = await admin(server, 'GET', `/journal?${query}`)
    expect((body as { exchanges: unknown[] }).exchanges).toHaveLength(count)
  })

  test('verifies, and reports the actual calls', async () => {
    await ask('hello')
    expect(
      await admin(server, 'POST', '/journal/verify', {
        operation: 'Converse',
        prompt: 'hello',
        times: 1,
      }),
    ).toMatchObject({ status: 200, body: { ok: true, count: 1 } })
    const failed = await admin(server, 'POST', '/journal/verify', { prompt: 'bye' })
    expect(failed).toMatchObject({ status: 200, body: { ok: false, count: 0 } })
    expect((failed.body as { message: string }).message).toContain(
      `- Converse ${modelId} "hello": 200 invented`,
    )
  })

  test('verifying an emptied journal reports that it is empty', async () => {
    await ask('hello')
    expect(await admin(server, 'DELETE', '/journal')).toMatchObject({ status: 204, text: '' })
    expect(await admin(server, 'POST', '/journal/verify', { prompt: 'hello' })).toMatchObject({
      body: { ok: false, message: expect.stringContaining('The journal has no calls.') },
    })
  })

  test('saves an invented answer as a fixture, which then answers in replay mode', async () => {
    const invented = await ask('What is a hello world program for?')
    const [one] = server.journal.list()
    const { status, body } = await admin(server, 'POST', '/journal/save', {
      ids: [one?.id],
      under: 'kept',
    })
    expect(status).toBe(201)
    const [{ file, name } = { file: '', name: '' }] = (
      body as { saved: { file: string; name: string }[] }
    ).saved
    expect(existsSync(file)).toBe(true)
    await admin(server, 'PUT', '/mode', { mode: 'replay' })
    const again = await ask('What is a hello world program for?')
    expect(again.output).toEqual(invented.output)
    expect(server.journal.list().at(-1)?.fixture).toBe(name)
  })

  test('saves nothing outside the folder, no unknown call and no miss', async () => {
    await ask('hello')
    const [one] = server.journal.list()
    expect(
      await admin(server, 'POST', '/journal/save', { ids: [one?.id], under: '../..' }),
    ).toMatchObject({ status: 409, type: 'application/problem+json' })
    expect(await admin(server, 'POST', '/journal/save', { ids: ['nobody'] })).toMatchObject({
      status: 404,
    })
  })
})

describe('live events', () => {
  test('include each exchange as it ends', async () => {
    const controller = new AbortController()
    const response = await fetch(`${server.url}/_admin/events?prompt=wanted`, {
      signal: controller.signal,
    })
    expect(response.headers.get('content-type')).toBe('text/event-stream')
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
    expect((await reader?.read())?.value).toBe(': following\n\n')
    await ask('not this')
    await ask('wanted')
    const text = (await reader?.read())?.value ?? ''
    expect(text).toMatch(/^id: .*\nevent: exchange\ndata: \{.*\}\n\n$/)
    as(exchange, JSON.parse(/^data: (.*)$/m.exec(text)?.[1] ?? ''))
    controller.abort()
  })

  test('come over HTTP/2 as well', async () => {
    const session = http2.connect(server.url)
    const stream = session.request({ ':path': '/_admin/events' }).setEncoding('utf8')
    const texts = stream[Symbol.asyncIterator]() as AsyncIterator<string>
    expect(await texts.next()).toMatchObject({ value: ': following\n\n' })
    await ask('hello')
    expect(await texts.next()).toMatchObject({ value: expect.stringContaining('event: exchange') })
    stream.destroy()
    session.close()
  })

  test('a client that stops reading is dropped, and the others continue', async () => {
    await using other = await startServer({ journalClip: 3_000_000 })
    const lazy = http.get(`${other.url}/_admin/events`)
    const [answer] = (await once(lazy, 'response')) as [http.IncomingMessage]
    answer.pause()
    const dropped = new Promise((resolve) => answer.once('close', resolve))
    lazy.on('error', () => {})
    answer.on('error', () => {})
    // Together they are larger than what the server and the operating system buffer.
    const body = JSON.stringify(asks('x '.repeat(250_000)))
    for (let nth = 0; nth < 20; nth++)
      await fetch(`${other.url}/model/${modelId}/converse`, { method: 'POST', body })
    answer.resume()
    await dropped
    expect(answer.readableAborted).toBe(true)
    expect(await admin(other, 'GET', '/health')).toMatchObject({ status: 200 })
  })

  test("an exchange larger than a client's buffer limit still reaches it", async () => {
    await using other = await startServer({ journalClip: 3_000_000 })
    const response = await fetch(`${other.url}/_admin/events`)
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
    await fetch(`${other.url}/model/${modelId}/converse`, {
      method: 'POST',
      body: JSON.stringify(asks('x '.repeat(700_000))),
    })
    let text = ''
    while (!text.endsWith('}\n\n')) {
      const { done, value } = (await reader?.read()) ?? { done: true, value: '' }
      if (done) break
      text += value
    }
    expect(text.length).toBeGreaterThan(1024 * 1024)
    expect(text.endsWith('}\n\n')).toBe(true)
    await reader?.cancel()
  })

  test('subscribers do not keep the server from closing', async () => {
    const other = await startServer({ grace: 20_000 })
    const response = await fetch(`${other.url}/_admin/events`)
    const started = Date.now()
    await other[Symbol.asyncDispose]()
    expect(await response.text()).toContain(': following')
    expect(Date.now() - started).toBeLessThan(10_000)
  })
})

describe('metrics', () => {
  test('count what was called', async () => {
    await ask('hello')
    const { type, text } = await admin(server, 'GET', '/metrics')
    expect(type).toBe('text/plain')
    expect(text).toContain(
      `bedrock_local_calls_total{operation="Converse",model="${modelId}",source="invented",status="200"} 1`,
    )
  })
})

test.each([
  ['with its origin, as a proxy gets it, is found', () => `${server.url}/_admin/mode`, 200],
  ['with a query is found', () => '/_admin/journal?limit=1', 200],
  ['with an encoded prefix, which the guard does not know, is not', () => '/%5Fadmin/mode', 404],
])('a path %s', async (_, path, status) => {
  const request = http.request({ port: server.port, path: path() }).end()
  const [response] = (await once(request, 'response')) as [http.IncomingMessage]
  response.resume()
  expect(response.statusCode).toBe(status)
})

test('health answers HEAD, as health checks use it', async () => {
  for (const path of ['/health', '/ready', '/journal']) {
    const { status } = await fetch(`${server.url}/_admin${path}`, { method: 'HEAD' })
    expect([path, status]).toEqual([path, 200])
  }
  const { headers } = await admin(server, 'DELETE', '/mode')
  expect(headers.get('allow')).toBe('GET, HEAD, PUT')
  expect((await admin(server, 'PUT', '/events')).headers.get('allow')).toBe('GET')
})

test('on a port in use, the second server says which setting to change', async () => {
  await expect(startServer({ port: server.port })).rejects.toThrow(
    `Port ${server.port} is in use on 127.0.0.1; choose another one with --port`,
  )
})

test('the OpenAPI document is served', async () => {
  expect(await admin(server, 'GET', '/openapi.json')).toMatchObject({
    status: 200,
    body: { openapi: '3.1.0' },
  })
})
