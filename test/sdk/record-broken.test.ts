import { ConverseCommand, ConverseStreamCommand } from '@aws-sdk/client-bedrock-runtime'
import { chmod } from 'node:fs/promises'
import { createServer as createTcpServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { describe, expect, test } from 'vitest'
import { collect, NOVA, say } from '../support/answers.ts'
import {
  converseBody,
  event,
  exception,
  JSON_ANSWER,
  recording,
  STREAM_ANSWER,
  temporaryFolder,
  textStream,
} from '../support/recorded.ts'
import { OWN, startUpstream } from '../support/upstream.ts'
import type { Scripted } from '../support/upstream.ts'
import type { Server } from '../support/server.ts'

const converse = (server: Server) =>
  server.client({ maxAttempts: 1 }).send(new ConverseCommand({ modelId: NOVA, ...say('x') }))

const stream = async (server: Server) => {
  const client = server.client({ maxAttempts: 1 })
  return collect(
    (await client.send(new ConverseStreamCommand({ modelId: NOVA, ...say('x') }))).stream,
  )
}

function refusing(status: number, name: string, message: string): Scripted {
  return {
    status,
    headers: [
      ...JSON_ANSWER,
      ['x-amzn-ErrorType', `${name}:http://internal.amazon.com/coral/com.amazon.bedrock/`],
    ],
    pieces: [JSON.stringify({ message })],
  }
}

async function tried(
  script: Scripted,
  call: (server: Server) => Promise<unknown>,
  recordErrors = false,
) {
  await using folder = await temporaryFolder()
  await using upstream = await startUpstream(() => script)
  let outcome: unknown
  {
    await using server = await recording(upstream.url, folder.path, { recordErrors })
    outcome = await call(server).catch((error: unknown) => error)
  }
  return { outcome, saved: (await folder.files()).size }
}

describe('an error of the real service reaches the client unchanged', () => {
  test.each([
    [400, 'ValidationException', 1],
    [404, 'ResourceNotFoundException', 1],
    [403, 'AccessDeniedException', 0],
    [403, 'ExpiredTokenException', 0],
    [403, 'UnrecognizedClientException', 0],
    [424, 'ModelErrorException', 0],
    [429, 'ThrottlingException', 0],
    [500, 'InternalServerException', 0],
    [503, 'ServiceUnavailableException', 0],
  ])('%i %s', async (status, name, expected) => {
    const { outcome, saved } = await tried(refusing(status, name, 'as AWS words it'), converse)
    expect(outcome).toMatchObject({
      name,
      message: 'as AWS words it',
      $metadata: { httpStatusCode: status },
    })
    expect(saved).toBe(expected)
  })

  test('is saved with --record-errors', async () => {
    const { saved } = await tried(refusing(429, 'ThrottlingException', 'slow down'), converse, true)
    expect(saved).toBe(1)
  })

  test.each([
    ['validationException', 'ValidationException', 1],
    ['throttlingException', 'ThrottlingException', 0],
    ['internalServerException', 'InternalServerException', 0],
    ['modelStreamErrorException', 'ModelStreamErrorException', 0],
  ])('as the last frame of a stream: %s', async (type, name, expected) => {
    const pieces = [
      event('messageStart', { p: 'ab', role: 'assistant' }),
      exception(type, 'in the stream'),
    ]
    const { outcome, saved } = await tried({ headers: STREAM_ANSWER, pieces }, stream)
    expect(outcome).toMatchObject({ name, message: 'in the stream' })
    expect(saved).toBe(expected)
  })
})

describe('a broken response reaches the client unchanged, and is never saved', () => {
  const frames = textStream(['One', ' two', ' three'])
  const damaged = frames.map((frame, at) => {
    if (at !== 2) return frame
    const copy = Buffer.from(frame)
    copy[copy.length - 8] = (copy[copy.length - 8] ?? 0) ^ 0xff
    return copy
  })

  test.each<[string, Scripted]>([
    [
      'a web page instead of an answer',
      { headers: [['Content-Type', 'text/html']], pieces: ['<html>Sign in</html>'] },
    ],
    [
      'a web page with status 503',
      { status: 503, headers: [['Content-Type', 'text/html']], pieces: ['<html></html>'] },
    ],
    ['a body that is not JSON', { headers: JSON_ANSWER, pieces: ['{"output":'] }],
    [
      'a truncated body',
      {
        headers: [...JSON_ANSWER, ['Content-Length', '500']],
        pieces: [converseBody('x')],
        end: 'reset',
      },
    ],
    [
      'a connection that breaks before the answer',
      { headers: JSON_ANSWER, pieces: [], end: 'reset' },
    ],
    ['a redirect', { status: 302, headers: [['Location', 'http://example.com/']], pieces: [] }],
  ])('Converse: %s', async (_what, script) => {
    const { outcome, saved } = await tried(script, converse)
    expect(outcome).toBeInstanceOf(Error)
    expect(saved).toBe(0)
  })

  test.each<[string, Scripted, boolean]>([
    [
      'a stream cut within a frame',
      {
        pieces: [...frames.slice(0, 3), (frames[3] ?? Buffer.alloc(0)).subarray(0, 20)],
        end: 'reset',
      },
      true,
    ],
    [
      'a stream that ends within a frame',
      { pieces: [...frames.slice(0, 3), (frames[3] ?? Buffer.alloc(0)).subarray(0, 20)] },
      true,
    ],
    ['a stream cut between frames', { pieces: frames.slice(0, 3), end: 'reset' }, true],
    ['a stream that ends before messageStop', { pieces: frames.slice(0, 3) }, false],
    ['a frame with a bad checksum', { pieces: damaged }, true],
    ['no event at all', { pieces: [] }, false],
  ])('ConverseStream: %s', async (_what, script, fails) => {
    const { outcome, saved } = await tried({ headers: STREAM_ANSWER, ...script }, stream)
    expect(outcome instanceof Error).toBe(fails)
    expect(saved).toBe(0)
  })
})

describe('an unreachable upstream is a typed error that names the cause, within seconds', () => {
  const failing = async (url: string) => {
    await using folder = await temporaryFolder()
    await using server = await recording(url, folder.path)
    const startedAt = performance.now()
    const error = await converse(server).catch((thrown: unknown) => thrown)
    expect(performance.now() - startedAt).toBeLessThan(8_000)
    expect((await folder.files()).size).toBe(0)
    return error
  }

  test('nothing listens', async () => {
    expect(await failing('http://127.0.0.1:1')).toMatchObject({
      name: 'ServiceUnavailableException',
      message: expect.stringMatching(
        /http:\/\/127\.0\.0\.1:1 .*refused the connection.*ECONNREFUSED/,
      ),
    })
  })

  test('an unknown host name', async () => {
    expect(await failing('https://bedrock.no-such-host.invalid')).toMatchObject({
      name: 'ServiceUnavailableException',
      message: expect.stringMatching(/bedrock\.no-such-host\.invalid .*\(DNS\)/),
    })
  })

  test.each([
    ['does not support TLS', 'HTTP/1.1 200 OK\r\n\r\n', 'https', /TLS/],
    [
      'does not speak HTTP',
      'SSH-2.0-OpenSSH_9.6\r\n',
      'http',
      /not valid HTTP|closed the connection/,
    ],
    ['closes the connection', '', 'http', /closed the connection/],
  ])('the upstream %s', async (_what, greeting, scheme, words) => {
    const server = createTcpServer((socket) => {
      socket.on('error', () => {})
      socket.once('data', () => socket.end(greeting))
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    try {
      expect(
        await failing(`${scheme}://127.0.0.1:${(server.address() as AddressInfo).port}`),
      ).toMatchObject({
        name: 'ServiceUnavailableException',
        message: expect.stringMatching(words),
      })
    } finally {
      server.close()
    }
  })

  test('unreadable certificates', async () => {
    await using folder = await temporaryFolder()
    const env = { ...OWN, AWS_CA_BUNDLE: '/nonexistent/bundle.pem' }
    await using server = await recording('https://127.0.0.1:1', folder.path, {}, env)
    expect(await converse(server).catch((thrown: unknown) => thrown)).toMatchObject({
      name: 'ServiceUnavailableException',
      message: expect.stringMatching(/AWS_CA_BUNDLE cannot be read \(ENOENT/),
    })
  })

  test("no credentials: AWS's own error, and what to do", async () => {
    await using folder = await temporaryFolder()
    await using upstream = await startUpstream(() => ({}))
    const env = {
      AWS_ACCESS_KEY_ID: 'local',
      AWS_SECRET_ACCESS_KEY: 'local',
      AWS_PROFILE: 'no-such-profile',
    }
    await using server = await recording(upstream.url, folder.path, {}, env)
    expect(await converse(server).catch((thrown: unknown) => thrown)).toMatchObject({
      name: 'MissingAuthenticationTokenException',
      message: expect.stringMatching(/^Missing Authentication Token.*--profile NAME/),
      $metadata: { httpStatusCode: 403 },
    })
    expect(upstream.requests).toHaveLength(0)
  })

  test("wrong keys: AWS's message about them", async () => {
    await using folder = await temporaryFolder()
    await using upstream = await startUpstream(() => ({}))
    await using server = await recording(
      upstream.url,
      folder.path,
      {},
      { ...OWN, AWS_SECRET_ACCESS_KEY: 'another secret' },
    )
    expect(await converse(server).catch((thrown: unknown) => thrown)).toMatchObject({
      name: 'InvalidSignatureException',
      message: expect.stringMatching(/^The request signature we calculated does not match/),
    })
    expect((await folder.files()).size).toBe(0)
  })
})

test.skipIf(process.getuid?.() === 0)(
  'a folder that cannot be written to does not affect the answer',
  async () => {
    await using folder = await temporaryFolder()
    await chmod(folder.path, 0o500)
    await using upstream = await startUpstream(() => ({ pieces: [converseBody('fine')] }))
    await using server = await recording(upstream.url, folder.path)
    expect((await converse(server)).stopReason).toBe('end_turn')
    await chmod(folder.path, 0o700)
  },
)

test('a file in place of the folder does not affect the answer', async () => {
  await using folder = await temporaryFolder()
  await using upstream = await startUpstream(() => ({ pieces: [converseBody('fine')] }))
  await using server = await recording(upstream.url, folder.path, {
    recordTo: '/dev/null/recorded',
  })
  expect((await converse(server)).stopReason).toBe('end_turn')
})
