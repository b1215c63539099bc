import {
  ConverseCommand,
  ConverseStreamCommand,
  InvokeModelCommand,
  InvokeModelWithResponseStreamCommand,
} from '@aws-sdk/client-bedrock-runtime'
import type { BedrockRuntimeClient } from '@aws-sdk/client-bedrock-runtime'
import * as exceptions from '@aws-sdk/client-bedrock-runtime'
import { NodeHttpHandler } from '@smithy/node-http-handler'
import { expect, test } from 'vitest'
import { collect } from '../support/collect.ts'
import { micro as modelId, userSays } from '../support/questions.ts'
import { startServer } from '../support/server.ts'
import type { Server } from '../support/server.ts'

const messages = userSays('Tell me about the sea.')
const ask = () => new ConverseCommand({ modelId, messages })
const askStream = () => new ConverseStreamCommand({ modelId, messages })

const classes = new Map<string, unknown>(Object.entries(exceptions))

const faulty = (...faults: object[]) => startServer({ faults })
const overHttp1 = (server: Server) => server.client({ requestHandler: new NodeHttpHandler() })
const outcomes = (server: Server) =>
  server.journal.list().map(({ source, status }) => `${source} ${status}`)

/** The events that arrived, and what ended them. */
async function received(client: BedrockRuntimeClient) {
  const events: string[] = []
  try {
    const { stream } = await client.send(askStream())
    for await (const event of stream ?? []) events.push(Object.keys(event)[0] ?? '')
    return { events, error: undefined }
  } catch (error) {
    return { events, error: error as Error & { $metadata?: { httpStatusCode?: number } } }
  }
}

test('a call that is throttled twice succeeds on the third attempt, and the journal shows all three', async () => {
  await using server = await faulty({ error: 'ThrottlingException', times: 2 })
  const answer = await server.runtime.send(ask())
  expect(answer.stopReason).toBe('end_turn')
  expect(answer.$metadata.attempts).toBe(3)
  expect(outcomes(server)).toEqual(['fault 429', 'fault 429', 'invented 200'])
  expect(server.journal.list()[0]).toMatchObject({
    fault: 'ThrottlingException',
    error: {
      name: 'ThrottlingException',
      message: 'Too many requests, please wait before trying again.',
    },
  })
})

test.each([
  ['AccessDeniedException', 403],
  ['ConflictException', 400],
  ['InternalServerException', 500],
  ['ModelErrorException', 424],
  ['ModelNotReadyException', 429],
  ['ModelStreamErrorException', 424],
  ['ModelTimeoutException', 408],
  ['ResourceNotFoundException', 404],
  ['ServiceQuotaExceededException', 400],
  ['ServiceUnavailableException', 503],
  ['ThrottlingException', 429],
  ['ValidationException', 400],
] as const)('%s is raised as its own class, with status %i', async (name, status) => {
  await using server = await faulty({ error: name })
  const client = server.client({ maxAttempts: 1 })
  const error: unknown = await client
    .send(new InvokeModelWithResponseStreamCommand({ modelId, body: JSON.stringify({ messages }) }))
    .catch((thrown: unknown) => thrown)
  // Conflicts are only modelled for asynchronous invocations, so the class is the client's base class.
  const type =
    name === 'ConflictException' ? exceptions.BedrockRuntimeServiceException : classes.get(name)
  expect(error).toBeInstanceOf(type)
  expect(error).toMatchObject({ name, $metadata: { httpStatusCode: status } })
})

test('the members of a modelled error are delivered', async () => {
  await using server = await faulty({
    error: { type: 'ModelErrorException', originalStatusCode: 503, resourceName: 'the model' },
  })
  await expect(
    server.runtime.send(new InvokeModelCommand({ modelId, body: JSON.stringify({ messages }) })),
  ).rejects.toMatchObject({ originalStatusCode: 503, resourceName: 'the model' })
})

test('a header of one request injects a fault, and the answer names its source', async () => {
  await using server = await startServer()
  const post = (fault: string) =>
    fetch(`${server.url}/model/${encodeURIComponent(modelId)}/converse`, {
      method: 'POST',
      headers: { 'x-bedrock-local-fault': fault },
      body: JSON.stringify({ messages }),
    })
  const first = await post('ThrottlingException;times=1')
  expect(first.status).toBe(429)
  expect(first.headers.get('x-bedrock-local-source')).toBe('fault')
  expect(first.headers.get('x-amzn-errortype')).toBe(
    'ThrottlingException:http://internal.amazon.com/coral/com.amazon.bedrock/',
  )
  expect((await post('ThrottlingException;times=1')).status).toBe(200)
  const wrong = await post('Throttling')
  expect(wrong.status).toBe(400)
  expect(await wrong.json()).toEqual({
    message:
      'Invalid x-bedrock-local-fault header: "Throttling" is unknown; did you mean ThrottlingException?',
  })
})

test('times in a header counts the attempts of a single SDK call', async () => {
  await using server = await startServer()
  server.runtime.middlewareStack.add(
    (next) => (args) => {
      const { headers } = args.request as { headers: Record<string, string> }
      headers['x-bedrock-local-fault'] = 'ServiceUnavailableException;times=2'
      return next(args)
    },
    { step: 'build' },
  )
  for (const _ of [1, 2]) expect((await server.runtime.send(ask())).$metadata.attempts).toBe(3)
})

test('probability in a header decides anew for each SDK call', async () => {
  await using server = await startServer()
  const client = server.client({ maxAttempts: 1 })
  client.middlewareStack.add(
    (next) => (args) => {
      const { headers } = args.request as { headers: Record<string, string> }
      headers['x-bedrock-local-fault'] = 'ValidationException;probability=0.5'
      return next(args)
    },
    { step: 'build' },
  )
  for (let call = 0; call < 20; call++) await client.send(ask()).catch(() => undefined)
  expect(new Set(outcomes(server))).toEqual(new Set(['fault 400', 'invented 200']))
})

test('an exception in mid-stream raises the modelled class after the events before it', async () => {
  await using server = await faulty({
    error: { type: 'ModelStreamErrorException', afterEvents: 3, originalStatusCode: 500 },
  })
  const { events, error } = await received(server.runtime)
  expect(events).toEqual(['messageStart', 'contentBlockDelta', 'contentBlockDelta'])
  expect(error).toBeInstanceOf(exceptions.ModelStreamErrorException)
  expect(error).toMatchObject({ originalStatusCode: 500 })
  await expect(server.runtime.send(ask())).rejects.toThrow(exceptions.ModelStreamErrorException)
  expect(outcomes(server)).toEqual(['fault 200', 'fault 424'])
  expect(server.journal.list({ error: 'ModelStreamErrorException' })).toHaveLength(2)
})

test('a plain answer that is cut is an error', async () => {
  await using server = await faulty({ cut: { inEvent: 1 } })
  await expect(overHttp1(server).send(ask())).rejects.toThrow(/aborted|socket hang up/)
})

test('the SDK detects a wrong checksum, after the events before it', async () => {
  await using server = await faulty({ corrupt: 3 })
  const { events, error } = await received(server.runtime)
  expect(events).toHaveLength(2)
  expect(error?.message).toMatch(/checksum/i)
})

test("a missing first byte runs into the SDK's time-out, and the SDK retries", async () => {
  await using server = await faulty({ stall: true, times: 1 })
  const client = server.client({
    requestHandler: new NodeHttpHandler({ requestTimeout: 1_000, throwOnRequestTimeout: true }),
  })
  const answer = await client.send(ask())
  expect(answer.$metadata.attempts).toBe(2)
})

test('a stalled stream stays open after its events until the client gives up', async () => {
  await using server = await faulty({ stall: { afterEvents: 2 } })
  const { stream } = await server.runtime.send(askStream())
  const iterator = (stream ?? [])[Symbol.asyncIterator as never] as () => AsyncIterator<object>
  const events = iterator.call(stream)
  await events.next()
  await events.next()
  const late = await Promise.race([
    events.next().then(
      () => 'an event',
      () => 'an error',
    ),
    new Promise((resolve) => setTimeout(resolve, 150, 'silence')),
  ])
  expect(late).toBe('silence')
})

test('a delay comes before the first byte and does not change the source', async () => {
  await using server = await faulty({ delayMs: 120 })
  const startedAt = performance.now()
  await server.runtime.send(ask())
  expect(performance.now() - startedAt).toBeGreaterThanOrEqual(119)
  expect(server.journal.list()[0]).toMatchObject({
    source: 'invented',
    fault: '120 ms late',
    status: 200,
  })
})

test('delays between events, and a pause after some of them', async () => {
  await using server = await faulty({ betweenMs: 20, stall: { afterEvents: 2, forMs: 100 } })
  await collect((await server.runtime.send(askStream())).stream)
  // From the start of the call: on a busy machine, the first event may be late, and the others are not.
  const [, , paused = 0] = server.journal.list()[0]?.atMs ?? []
  expect(paused).toBeGreaterThanOrEqual(139)
})

test('an answer sent byte by byte is the same answer', async () => {
  await using server = await startServer()
  const whole = await collect((await server.runtime.send(askStream())).stream)
  const body = await server.runtime.send(ask())
  server.faults.add(server.sessions.shared, { byteMs: 0.05 })
  expect(await collect((await server.runtime.send(askStream())).stream)).toEqual(whole)
  expect((await server.runtime.send(ask())).output).toEqual(body.output)
  expect((await overHttp1(server).send(ask())).output).toEqual(body.output)
})

test('rules match like fixtures, and count separately for each session', async () => {
  await using server = await faulty(
    { match: { prompt: 'sea', session: 'alice' }, error: 'ValidationException' },
    { match: { operation: 'Converse', model: 'anthropic.*' }, error: 'AccessDeniedException' },
    { error: 'ResourceNotFoundException', times: 1 },
  )
  const as = (accessKeyId: string) =>
    server.client({ credentials: { accessKeyId, secretAccessKey: 'x' } })
  await expect(as('alice').send(ask())).rejects.toThrow(exceptions.ValidationException)
  for (const name of ['bob', 'carol']) {
    await expect(as(name).send(ask())).rejects.toThrow(exceptions.ResourceNotFoundException)
    expect((await as(name).send(ask())).stopReason).toBe('end_turn')
    await expect(
      as(name).send(
        new ConverseCommand({ modelId: 'anthropic.claude-3-haiku-20240307-v1:0', messages }),
      ),
    ).rejects.toThrow(exceptions.AccessDeniedException)
  }
})

test('a rule added to a session applies only there, until it is removed', async () => {
  await using server = await startServer()
  const fault = server.faults.add(server.sessions.get('test'), { error: 'ValidationException' })
  await expect(server.runtime.send(ask())).rejects.toThrow(exceptions.ValidationException)
  const other = server.client({ credentials: { accessKeyId: 'other', secretAccessKey: 'x' } })
  expect((await other.send(ask())).stopReason).toBe('end_turn')
  expect(fault.struck).toBe(1)
  fault.remove()
  expect((await server.runtime.send(ask())).stopReason).toBe('end_turn')
})

test('a rejection by the server is cut like any answer', async () => {
  await using server = await faulty({ cut: { inEvent: 1 } })
  const client = server.client({ maxAttempts: 1, requestHandler: new NodeHttpHandler() })
  await expect(
    client.send(new ConverseCommand({ modelId: 'no such model', messages })),
  ).rejects.toThrow(/aborted|socket hang up|JSON|Unexpected/)
})

test('invalid rules prevent the start, with a message for each', async () => {
  await expect(
    faulty(
      { eror: 'ThrottlingException' },
      { error: 'ThrottlingException', cut: true },
      { delayMs: -1 },
    ),
  ).rejects.toThrow(
    [
      'faults[0].eror is unknown; did you mean "error"?',
      'faults[1] has error and cut, which all come before any byte; use only one of them',
      'faults[2].delayMs is -1; expected a number from 0 to 3600000',
    ].join('\n'),
  )
})
