import { ConverseCommand, ConverseStreamCommand } from '@aws-sdk/client-bedrock-runtime'
import type { ServerResponse } from 'node:http'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { collect } from '../support/collect.ts'
import { gather } from '../support/gather.ts'
import { asks, behind, leaves } from '../support/model-behind.ts'
import type { Behind } from '../support/model-behind.ts'
import { chunk, refuses, says, sends, USAGE } from '../support/model-server.ts'
import { startServer } from '../support/server.ts'

let standIn: Behind['standIn']
let server: Behind['server']
let close: Behind['close']

beforeAll(async () => void ({ standIn, server, close } = await behind()))
afterAll(() => close())
beforeEach(() => standIn.answers(says('Rome is in Italy.')))

const stream = async () =>
  collect((await server.runtime.send(new ConverseStreamCommand(asks()))).stream)

describe('server responses', () => {
  const rome = Buffer.from(`data: ${JSON.stringify(chunk({ content: 'Röma 🏛.' }))}\n\n`)
  const within = rome.indexOf('ö') + 1
  const end = `data: ${JSON.stringify(chunk({}, 'stop'))}\n\n`
  const whole = JSON.stringify({
    choices: [{ message: { content: 'Röma 🏛.' }, finish_reason: 'stop' }],
    usage: USAGE['usage'],
  })

  test.each([
    ['comments and names of events', sends(': ping\n\nevent: message\n', rome, ': ping\n\n', end)],
    ['CRLF', sends(`${rome.toString()}${end}`.replaceAll('\n', '\r\n'))],
    [
      'a chunk that ends within a character',
      sends(rome.subarray(0, within), rome.subarray(within), end),
    ],
    ['no usage and no [DONE]', sends(rome, end)],
    ['a last event without its blank line', sends(rome, end, 'data: [DONE]')],
    [
      'one chunk, without a stream',
      (_request: unknown, response: ServerResponse) =>
        void response.setHeader('content-type', 'application/json').end(whole),
    ],
  ])('%s', async (_name, script) => {
    standIn.answers(script)
    expect(gather(await stream())).toEqual([{ text: 'Röma 🏛.' }])
  })

  test('a stream that is cut within an event ends with modelStreamErrorException', async () => {
    standIn.answers(async (_request, response) => {
      await sends(rome, end.slice(0, 20))(_request, response)
    })
    await expect(stream()).rejects.toMatchObject({ name: 'ModelStreamErrorException' })
    await expect
      .poll(() => server.journal.list().at(-1)?.error?.name)
      .toBe('ModelStreamErrorException')
    await expect(
      server.client({ maxAttempts: 1 }).send(new ConverseCommand(asks())),
    ).rejects.toMatchObject({
      name: 'ModelErrorException',
    })
  })
})

describe('failures', () => {
  test.each([
    [
      404,
      'model "small" not found',
      'ServiceUnavailableException',
      /has no model small .*map another/,
    ],
    [
      500,
      'out of memory',
      'ServiceUnavailableException',
      /failed with small \(500\): out of memory/,
    ],
    [401, 'no key', 'ServiceUnavailableException', /modelServer\.apiKey/],
    [429, 'slow down', 'ThrottlingException', /is busy: slow down/],
    [
      400,
      'the request exceeds the available context size',
      'ValidationException',
      /Input is too long/,
    ],
    [400, 'images are not supported', 'ValidationException', /rejects .*images are not supported/],
  ])('%i %s', async (status, body, name, message) => {
    standIn.answers(refuses(status, body))
    const client = server.client({ maxAttempts: 1 })
    const error = { name, message: expect.stringMatching(message) as string }
    await expect(client.send(new ConverseCommand(asks()))).rejects.toMatchObject(error)
    await expect(client.send(new ConverseStreamCommand(asks()))).rejects.toMatchObject(error)
  })

  test.each([
    ['an object', { message: 'the model crashed' }],
    ['a string', 'the model crashed'],
  ])('an error in place of the first chunk: %s', async (_name, error) => {
    standIn.answers(sends(`data: ${JSON.stringify({ error })}\n\n`))
    await expect(
      server.client({ maxAttempts: 1 }).send(new ConverseStreamCommand(asks())),
    ).rejects.toMatchObject({
      name: 'ServiceUnavailableException',
      message: expect.stringMatching(/failed with small \(500\): the model crashed/) as string,
    })
  })

  test.each([
    ['a web page', 'text/html', '<html>', /did not answer with a completion: .*<html>/],
    ['nothing', 'application/json', '', /did not answer with a completion/],
  ])('%s instead of an answer', async (_, type, body, message) => {
    standIn.answers((_request, response) => {
      response.writeHead(200, { 'content-type': type }).end(body)
    })
    await expect(
      server.client({ maxAttempts: 1 }).send(new ConverseCommand(asks())),
    ).rejects.toMatchObject({
      name: 'ServiceUnavailableException',
      message: expect.stringMatching(message),
    })
  })

  test('a redirect names the other address', async () => {
    standIn.answers((_request, response) => {
      response.writeHead(302, { location: 'http://elsewhere.example/v1' }).end()
    })
    await expect(
      server.client({ maxAttempts: 1 }).send(new ConverseCommand(asks())),
    ).rejects.toMatchObject({
      name: 'ServiceUnavailableException',
      message: expect.stringContaining('redirects to http://elsewhere.example/v1 (302)'),
    })
  })

  test('a stream that is cut is an error, even if a chunk says that there was none', async () => {
    standIn.answers(
      sends(`data: ${JSON.stringify({ ...chunk({ content: 'Ro' }), error: null })}\n\n`),
    )
    await expect(stream()).rejects.toMatchObject({ name: 'ModelStreamErrorException' })
  })

  test('a silent server times out', async () => {
    standIn.answers(() => {})
    await using impatient = await startServer({
      modelServer: { url: standIn.url, models: { '*': 'small' }, timeoutMs: 400 },
    })
    const client = impatient.client({ maxAttempts: 1 })
    await expect(client.send(new ConverseCommand(asks()))).rejects.toMatchObject({
      name: 'ModelTimeoutException',
      message: expect.stringContaining('timeoutMs') as string,
    })
  })

  test('no server: an error that says what to do, or an invented answer if configured', async () => {
    const url = 'http://127.0.0.1:9'
    await using alone = await startServer({ modelServer: url })
    const client = alone.client({ maxAttempts: 1 })
    await expect(client.send(new ConverseCommand(asks()))).rejects.toMatchObject({
      name: 'ServiceUnavailableException',
      message: expect.stringContaining(
        `No model server answers at ${url} (ECONNREFUSED)`,
      ) as string,
    })
    await using mapped = await startServer({ modelServer: { url, models: { '*': 'qwen3:4b' } } })
    await expect(
      mapped.client({ maxAttempts: 1 }).send(new ConverseCommand(asks())),
    ).rejects.toThrow(
      `No model server answers at ${url} (ECONNREFUSED), so qwen3:4b is unavailable. Start it, or change --model-server.`,
    )
    await using inventing = await startServer({ modelServer: { url, fallback: 'invented' } })
    await inventing.runtime.send(new ConverseCommand(asks()))
    await expect
      .poll(() => inventing.journal.list().at(-1))
      .toMatchObject({
        source: 'invented',
        warnings: [expect.stringContaining('ECONNREFUSED')],
      })
  })

  test('a client that disconnects ends the upstream call', async () => {
    const before = standIn.left
    let closed: (() => void) | undefined
    const gone = new Promise<void>((resolve) => (closed = resolve))
    standIn.answers(async (_request, response) => {
      response.once('close', () => closed?.())
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      response.write(`data: ${JSON.stringify(chunk({ content: 'one' }))}\n\n`)
    })
    await leaves(server.url, asks())
    await gone
    expect(standIn.left).toBe(before + 1)
    const last = () => server.journal.list().at(-1)
    await expect.poll(() => last()?.ended).toBe('client left')
    expect(last()?.error).toBeUndefined()
  })
})
