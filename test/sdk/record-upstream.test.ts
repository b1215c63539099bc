import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import http from 'node:http'
import { connect } from 'node:net'
import { join } from 'node:path'
import { ConverseCommand, ConverseStreamCommand } from '@aws-sdk/client-bedrock-runtime'
import { describe, expect, test } from 'vitest'
import { answer, NOVA, say } from '../support/answers.ts'
import { recording, STREAM_ANSWER, temporaryFolder, textStream } from '../support/recorded.ts'
import { OWN, OWN_BEARER, startUpstream } from '../support/upstream.ts'
import type { Scripted } from '../support/upstream.ts'

describe('the upstream request', () => {
  test("is the client's request, signed again: its own credentials stay here", async () => {
    await using folder = await temporaryFolder()
    await using upstream = await startUpstream(answer)
    await using server = await recording(upstream.url, folder.path)
    const body = '{"messages":[{"role":"user","content":[{"text":"caf\u00e9"}]}],  "x":1.0}'
    await fetch(`${server.url}/model/us.amazon.nova-micro-v1:0/converse`, {
      method: 'POST',
      body,
      headers: {
        'content-type': 'application/json; odd=1',
        authorization:
          'AWS4-HMAC-SHA256 Credential=test/20260101/eu-west-1/bedrock/aws4_request, SignedHeaders=host, Signature=00',
        'x-amz-date': '20260101T000000Z',
        'x-amz-security-token': 'a-token-of-the-client',
        'amz-sdk-invocation-id': 'abc',
        'x-amzn-bedrock-trace': 'ENABLED',
        'x-bedrock-local-session': 'mine',
        cookie: 'a=b',
      },
    })
    const [received] = upstream.requests
    expect(received?.body.toString()).toBe(body)
    expect(received?.url).toBe('/model/us.amazon.nova-micro-v1:0/converse')
    expect(received?.header('content-type')).toBe('application/json; odd=1')
    expect(received?.header('x-amzn-bedrock-trace')).toBe('ENABLED')
    expect(received?.header('authorization')).toMatch(
      new RegExp(`Credential=${OWN.AWS_ACCESS_KEY_ID}/\\d{8}/eu-west-1/bedrock/`),
    )
    expect(received?.header('x-amz-security-token')).toBe(OWN.AWS_SESSION_TOKEN)
    expect(received?.headers.map(([name]) => name)).toEqual(
      expect.not.arrayContaining(['cookie', 'x-bedrock-local-session', 'amz-sdk-invocation-id']),
    )
  })

  test('leaves out who presigned it, and keeps the rest of its query', async () => {
    await using folder = await temporaryFolder()
    await using upstream = await startUpstream(answer)
    await using server = await recording(upstream.url, folder.path)
    const scope = encodeURIComponent('test/20260101/eu-west-1/bedrock/aws4_request')
    const signer = `X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=${scope}&X-Amz-Security-Token=a&X-Amz-Signature=0`
    const ask = (query: string, text: string) =>
      fetch(`${server.url}/model/${NOVA}/converse${query}`, {
        method: 'POST',
        body: JSON.stringify({ messages: [{ role: 'user', content: [{ text }] }] }),
      })
    await ask(`?${signer}`, 'one')
    await ask(`?a=b&${signer}&c=d%20e`, 'two')
    expect(upstream.requests.map(({ url }) => url)).toEqual([
      `/model/${NOVA}/converse`,
      `/model/${NOVA}/converse?a=b&c=d%20e`,
    ])
    expect(upstream.requests[0]?.header('authorization')).toMatch(
      new RegExp(`Credential=${OWN.AWS_ACCESS_KEY_ID}/\\d{8}/eu-west-1/bedrock/`),
    )
    await server[Symbol.asyncDispose]()
    const entries = readdirSync(folder.path, { recursive: true, withFileTypes: true })
    const files = entries.filter((entry) => entry.isFile())
    expect(files).toHaveLength(2)
    for (const { parentPath, name } of files)
      expect(readFileSync(join(parentPath, name), 'utf8')).not.toContain('X-Amz')
  })

  test('has no content type if the client sent none', async () => {
    await using folder = await temporaryFolder()
    await using upstream = await startUpstream(answer)
    await using server = await recording(upstream.url, folder.path)
    await fetch(`${server.url}/model/amazon.titan-text-lite-v1/invoke`, {
      method: 'POST',
      body: Buffer.from('{"inputText":"x"}'),
    })
    expect(upstream.requests[0]?.header('content-type')).toBeUndefined()
    expect(upstream.requests[0]?.header('content-length')).toBe('17')
  })

  test('uses a Bedrock API key if there is one', async () => {
    await using folder = await temporaryFolder()
    await using upstream = await startUpstream(answer)
    await using server = await recording(
      upstream.url,
      folder.path,
      {},
      { AWS_BEARER_TOKEN_BEDROCK: OWN_BEARER },
    )
    await server.runtime.send(new ConverseCommand({ modelId: NOVA, ...say('weather?') }))
    expect(upstream.requests[0]?.header('authorization')).toBe(`Bearer ${OWN_BEARER}`)
  })

  test("uses the client's bearer key when configured to, and never otherwise", async () => {
    await using folder = await temporaryFolder()
    await using upstream = await startUpstream(answer)
    const ask = (url: string) =>
      fetch(`${url}/model/${NOVA}/converse`, {
        method: 'POST',
        body: JSON.stringify(say('key')),
        headers: { authorization: `Bearer ${OWN_BEARER}` },
      })
    await using client = await recording(
      upstream.url,
      folder.path,
      { mode: 'proxy', credentials: 'client' },
      {},
    )
    expect((await ask(client.url)).status).toBe(200)
    await using own = await recording(upstream.url, folder.path, { mode: 'proxy' }, OWN)
    await ask(own.url)
    expect(
      upstream.requests.map((request) => request.header('authorization')?.slice(0, 6)),
    ).toEqual(['Bearer', 'AWS4-H'])
  })

  test('is retried when only the clock was wrong, as SDKs do', async () => {
    await using folder = await temporaryFolder()
    const clock = () => new Date(Date.now() + 3_600_000)
    await using upstream = await startUpstream(answer, { clock })
    await using server = await recording(upstream.url, folder.path)
    await server.runtime.send(new ConverseCommand({ modelId: NOVA, ...say('weather?') }))
    expect(upstream.refused).toEqual([expect.stringMatching(/^Signature expired/)])
    expect(upstream.requests).toHaveLength(1)
  })

  test('is retried for each of several calls at once', async () => {
    await using folder = await temporaryFolder()
    const clock = () => new Date(Date.now() + 3_600_000)
    await using upstream = await startUpstream(answer, { clock })
    await using server = await recording(upstream.url, folder.path)
    // SDKs would retry on their own.
    const ask = async () => {
      const url = `${server.url}/model/${NOVA}/converse`
      const body = JSON.stringify(say('weather?'))
      return (await fetch(url, { method: 'POST', body })).status
    }
    const statuses = await Promise.all(Array.from({ length: 8 }, ask))
    expect(new Set(statuses)).toEqual(new Set([200]))
    expect(upstream.refused.length).toBeGreaterThan(1)
  })

  test('is the path and the query, even if the client takes this server for a proxy', async () => {
    await using folder = await temporaryFolder()
    await using upstream = await startUpstream(answer)
    await using server = await recording(`${upstream.url}/prefix`, folder.path)
    const path = `/model/${NOVA}/converse?a=b`
    const request = http.request(server.url, {
      method: 'POST',
      path: `http://bedrock-runtime.us-east-1.amazonaws.com${path}`,
    })
    request.end(JSON.stringify(say('weather?')))
    const [response] = (await once(request, 'response')) as [http.IncomingMessage]
    response.resume()
    expect(response.statusCode).toBe(200)
    expect(upstream.requests.map(({ url }) => url)).toEqual([`/prefix${path}`])
  })
})

describe('an answer that HTTP/2 cannot express', () => {
  test('with an unknown status is an error', async () => {
    await using folder = await temporaryFolder()
    await using upstream = await startUpstream(() => ({ status: 600, pieces: ['{}'] }))
    await using server = await recording(upstream.url, folder.path)
    await expect(
      server.runtime.send(new ConverseCommand({ modelId: NOVA, ...say('weather?') })),
    ).rejects.toMatchObject({
      name: 'ServiceUnavailableException',
      message: expect.stringContaining('600 is not a status of HTTP'),
    })
  })

  test('loses the headers that are only for one connection', async () => {
    await using folder = await temporaryFolder()
    await using upstream = await startUpstream((request) => {
      const { headers = [], ...rest } = answer(request)
      return { ...rest, headers: [...headers, ['Http2-Settings', 'AAMAAABk']] }
    })
    await using server = await recording(upstream.url, folder.path)
    await server.runtime.send(new ConverseCommand({ modelId: NOVA, ...say('weather?') }))
    expect(upstream.requests).toHaveLength(1)
  })
})

describe('a client that leaves ends the upstream call', () => {
  const silent: Scripted = { headAfter: new Promise(() => undefined) }
  const streaming: Scripted = {
    headers: STREAM_ANSWER,
    pieces: textStream(['one']).slice(0, 2),
    end: 'silence',
  }

  test.each([
    ['before the answer, through the SDK, which uses HTTP/2', true, silent],
    ['before the answer, over HTTP/1.1', false, silent],
    ['within a stream, through the SDK, which uses HTTP/2', true, streaming],
    ['within a stream, over HTTP/1.1', false, streaming],
  ])('%s', async (_, throughSdk, script) => {
    await using folder = await temporaryFolder()
    await using upstream = await startUpstream(() => script)
    await using server = await recording(upstream.url, folder.path)
    const leave = new AbortController()
    const asks = throughSdk
      ? server.runtime.send(new ConverseStreamCommand({ modelId: NOVA, ...say('Hello') }), {
          abortSignal: leave.signal,
        })
      : fetch(`${server.url}/model/${NOVA}/converse-stream`, {
          method: 'POST',
          body: JSON.stringify(say('Hello')),
          signal: leave.signal,
        })
    const answered = asks.then(
      () => true,
      () => false,
    )
    await expect.poll(upstream.running).toBe(1)
    if (script === streaming) expect(await answered).toBe(true)
    leave.abort()
    await expect.poll(upstream.running).toBe(0)
  })

  test('after pipelined requests, whose answers are not in turn yet', async () => {
    await using folder = await temporaryFolder()
    await using upstream = await startUpstream(() => silent)
    await using server = await recording(upstream.url, folder.path)
    const body = JSON.stringify(say('Hello'))
    const request = `POST /model/${NOVA}/converse HTTP/1.1\r\nHost: localhost\r\nContent-Length: ${body.length}\r\n\r\n${body}`
    const socket = connect(Number(new URL(server.url).port), '127.0.0.1')
    socket.write(request.repeat(3))
    await expect.poll(upstream.running).toBe(3)
    socket.destroy()
    await expect.poll(upstream.running).toBe(0)
  })
})
