import {
  AccessDeniedException,
  ConverseCommand,
  ConverseStreamCommand,
  InternalServerException,
  InvokeModelCommand,
  InvokeModelWithBidirectionalStreamCommand,
  InvokeModelWithResponseStreamCommand,
  ListAsyncInvokesCommand,
  ModelErrorException,
  ModelNotReadyException,
  ModelStreamErrorException,
  ModelTimeoutException,
  ResourceNotFoundException,
  ServiceQuotaExceededException,
  ServiceUnavailableException,
  ThrottlingException,
  ValidationException,
} from '@aws-sdk/client-bedrock-runtime'
import type { ConverseStreamOutput } from '@aws-sdk/client-bedrock-runtime'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { fixtureFolder } from '../support/fixture-folder.ts'
import { micro as modelId } from '../support/questions.ts'
import { startServer } from '../support/server.ts'
import type { Server } from '../support/server.ts'

const ask = (text: string) => [{ role: 'user' as const, content: [{ text }] }]
const body = (text: string) => JSON.stringify({ messages: ask(text) })
const requestId = expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)

const classes = [
  { type: AccessDeniedException, status: 403 },
  { type: InternalServerException, status: 500 },
  { type: ModelErrorException, status: 424 },
  { type: ModelNotReadyException, status: 429 },
  { type: ModelTimeoutException, status: 408 },
  { type: ResourceNotFoundException, status: 404 },
  { type: ServiceQuotaExceededException, status: 400 },
  { type: ServiceUnavailableException, status: 503 },
  { type: ThrottlingException, status: 429 },
  { type: ValidationException, status: 400 },
]

const inStream = [
  'InternalServerException',
  'ModelStreamErrorException',
  'ServiceUnavailableException',
  'ThrottlingException',
  'ValidationException',
]

let folder: Awaited<ReturnType<typeof fixtureFolder>>
let server: Server
beforeAll(async () => {
  const plain = classes.map(({ type: { name } }) => [
    name,
    { match: { prompt: { equals: `fail with ${name}` } }, error: { type: name } },
  ])
  const late = [...inStream, 'ModelTimeoutException'].map((type) => [
    `late-${type}`,
    {
      match: { prompt: { equals: `break with ${type}` } },
      error: { type, message: `${type} on the way`, afterEvents: 3 },
      answer: {
        text: 'one two three four',
        stream: { chunks: ['one ', 'two ', 'three ', 'four'] },
      },
    },
  ])
  const passing = {
    match: { prompt: { equals: 'try again' } },
    error: { type: 'ThrottlingException', times: 2 },
    answer: { text: 'The third time.' },
  }
  folder = fixtureFolder({ ...Object.fromEntries([...plain, ...late]), passing })
  server = await startServer({ fixtures: [folder.path] })
})
afterAll(async () => {
  await server[Symbol.asyncDispose]()
  folder[Symbol.dispose]()
})

/** The thrown error, and the events before it. */
async function broken<T>(stream: AsyncIterable<T> | undefined) {
  const events: T[] = []
  try {
    for await (const event of stream ?? []) events.push(event)
  } catch (error) {
    return { events, error }
  }
  throw new Error('the stream ended well')
}

describe.each(classes)('$type.name', ({ type, status }) => {
  const text = `fail with ${type.name}`
  test.each([
    ['Converse', new ConverseCommand({ modelId, messages: ask(text) })],
    ['ConverseStream', new ConverseStreamCommand({ modelId, messages: ask(text) })],
    ['InvokeModel', new InvokeModelCommand({ modelId, body: body(text) })],
    [
      'InvokeModelWithResponseStream',
      new InvokeModelWithResponseStreamCommand({ modelId, body: body(text) }),
    ],
  ] as const)('is caught by its class from %s, with a request id', async (_, command) => {
    const client = server.client({ maxAttempts: 1 })
    const error: unknown = await client
      .send(command as ConverseCommand)
      .catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(type)
    expect(error).toMatchObject({
      name: type.name,
      message: expect.stringMatching(/\S/),
      $metadata: { httpStatusCode: status, requestId },
    })
  })
})

test.each(inStream)('ConverseStream breaks in the middle with %s', async (type) => {
  const { stream } = await server.runtime.send(
    new ConverseStreamCommand({ modelId, messages: ask(`break with ${type}`) }),
  )
  const { events, error } = await broken<ConverseStreamOutput>(stream)
  expect(events.map((event) => Object.keys(event)[0])).toEqual([
    'messageStart',
    'contentBlockDelta',
    'contentBlockDelta',
  ])
  expect(error).toMatchObject({ name: type, message: `${type} on the way` })
})

test('an exception in a stream has its own class, too', async () => {
  const { stream } = await server.runtime.send(
    new ConverseStreamCommand({ modelId, messages: ask('break with ModelStreamErrorException') }),
  )
  expect((await broken(stream)).error).toBeInstanceOf(ModelStreamErrorException)
})

test.each([...inStream, 'ModelTimeoutException'])(
  'InvokeModelWithResponseStream breaks in the middle with %s',
  async (type) => {
    const answer = await server.runtime.send(
      new InvokeModelWithResponseStreamCommand({ modelId, body: body(`break with ${type}`) }),
    )
    const { events, error } = await broken(answer.body)
    expect(events).toHaveLength(3)
    expect(error).toMatchObject({ name: type, message: `${type} on the way` })
  },
)

test('an operation without a stream fails at once where a stream would break', async () => {
  const call = server.runtime.send(
    new ConverseCommand({ modelId, messages: ask('break with ModelStreamErrorException') }),
  )
  await expect(call).rejects.toMatchObject({ message: 'ModelStreamErrorException on the way' })
})

test('the default client tries three times, and gets the answer after two throttled calls', async () => {
  const answer = await server.runtime.send(
    new ConverseCommand({ modelId, messages: ask('try again') }),
  )
  expect(answer.output?.message?.content).toEqual([{ text: 'The third time.' }])
  expect(answer.$metadata.attempts).toBe(3)
})

test.each([
  ['ThrottlingException', 3],
  ['ServiceUnavailableException', 3],
  ['InternalServerException', 3],
  ['ModelErrorException', 1],
  ['ValidationException', 1],
])('the default client makes %s of %d attempts', async (type, attempts) => {
  const call = server.runtime.send(
    new ConverseCommand({ modelId, messages: ask(`fail with ${type}`) }),
  )
  await expect(call).rejects.toMatchObject({ name: type, $metadata: { attempts } })
})

test('an unknown model is a ValidationException, a retired one is a ResourceNotFoundException', async () => {
  await using other = await startServer({
    strictModels: true,
    models: { 'amazon.nova-lite-v1:0': { lifecycle: 'endOfLife' } },
  })
  const send = (id: string) =>
    other.runtime.send(new ConverseCommand({ modelId: id, messages: ask('hello') }))
  await expect(send('acme.nothing-v1:0')).rejects.toMatchObject({
    name: 'ValidationException',
    message: 'The provided model identifier is invalid.',
  })
  await expect(send('amazon.nova-lite-v1:0')).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
    message:
      'This model version has reached the end of its life. Please refer to the AWS documentation for more details.',
  })
})

test("a model that needs a profile is rejected with AWS's exact message, including its apostrophe", async () => {
  const id = 'anthropic.claude-sonnet-4-5-20250929-v1:0'
  const call = server.runtime.send(new ConverseCommand({ modelId: id, messages: ask('hello') }))
  await expect(call).rejects.toMatchObject({
    name: 'ValidationException',
    message: `Invocation of model ID ${id} with on-demand throughput isn’t supported. Retry your request with the ID or ARN of an inference profile that contains this model.`,
  })
})

test('missing model access is an AccessDeniedException', async () => {
  await using other = await startServer({ models: { [modelId]: { access: 'denied' } } })
  const call = other.runtime.send(new ConverseCommand({ modelId, messages: ask('hello') }))
  await expect(call).rejects.toMatchObject({
    name: 'AccessDeniedException',
    message: "You don't have access to the model with the specified model ID.",
    $metadata: { httpStatusCode: 403, requestId },
  })
})

test('an unsupported operation is a typed error at once, even for a bidirectional stream', async () => {
  const asynchronous = new ListAsyncInvokesCommand({})
  await expect(server.runtime.send(asynchronous)).rejects.toMatchObject({
    name: 'NotImplementedException',
    message: 'bedrock-local does not support ListAsyncInvokes.',
    $metadata: { httpStatusCode: 501, attempts: 1, requestId },
  })
  async function* speech() {
    yield { chunk: { bytes: new TextEncoder().encode('{"event":{"sessionStart":{}}}') } }
  }
  const sonic = new InvokeModelWithBidirectionalStreamCommand({
    modelId: 'amazon.nova-sonic-v1:0',
    body: speech(),
  })
  await expect(server.runtime.send(sonic)).rejects.toMatchObject({
    name: 'NotImplementedException',
    message: 'bedrock-local does not support InvokeModelWithBidirectionalStream.',
  })
})
