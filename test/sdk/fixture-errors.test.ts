import {
  AccessDeniedException,
  BedrockRuntimeServiceException,
  ConverseCommand,
  ConverseStreamCommand,
  InternalServerException,
  InvokeModelWithResponseStreamCommand,
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
import type { Message } from '@aws-sdk/client-bedrock-runtime'
import { expect, test } from 'vitest'
import { fixtureFolder } from '../support/fixture-folder.ts'
import { lite as modelId } from '../support/questions.ts'
import { startServer } from '../support/server.ts'

const messages: Message[] = [{ role: 'user', content: [{ text: 'hi' }] }]
const converse = new ConverseCommand({ modelId, messages })

async function thrownBy(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => expect.unreachable('it answered'),
    (error: unknown) => error,
  )
}

test.each([
  ['AccessDeniedException', AccessDeniedException, 403],
  ['InternalServerException', InternalServerException, 500],
  ['ModelErrorException', ModelErrorException, 424],
  ['ModelNotReadyException', ModelNotReadyException, 429],
  ['ModelTimeoutException', ModelTimeoutException, 408],
  ['ResourceNotFoundException', ResourceNotFoundException, 404],
  ['ServiceQuotaExceededException', ServiceQuotaExceededException, 400],
  ['ServiceUnavailableException', ServiceUnavailableException, 503],
  ['ThrottlingException', ThrottlingException, 429],
  ['ValidationException', ValidationException, 400],
])('%s is raised by its type', async (type, expected, status) => {
  using folder = fixtureFolder({ 'f.yaml': `error: { type: ${type}, message: As written. }` })
  await using server = await startServer({ mode: 'replay', fixtures: [folder.path] })
  const error = await thrownBy(server.client({ maxAttempts: 1 }).send(converse))
  expect(error).toBeInstanceOf(expected)
  expect(error).toMatchObject({
    name: type,
    message: 'As written.',
    $metadata: { httpStatusCode: status },
  })
})

test('throttled twice, then answered: the SDK retries by itself', async () => {
  using folder = fixtureFolder({
    'f.yaml': 'error: { type: ThrottlingException, times: 2 }\nanswer: { text: fine }',
  })
  await using server = await startServer({ mode: 'replay', fixtures: [folder.path] })
  const answer = await server.runtime.send(converse)
  expect(answer.output?.message?.content).toEqual([{ text: 'fine' }])
  expect(answer.$metadata.attempts).toBe(3)
})

test('in a stream, after the events before it were delivered', async () => {
  using folder = fixtureFolder({
    'f.yaml': `error: { type: ModelStreamErrorException, message: It broke., afterEvents: 3 }
answer: { text: one two three, stream: { chunks: [one, ' two', ' three'] } }`,
  })
  await using server = await startServer({ mode: 'replay', fixtures: [folder.path] })
  const { stream } = await server.runtime.send(new ConverseStreamCommand({ modelId, messages }))
  const texts: string[] = []
  const error = await thrownBy(
    (async () => {
      for await (const event of stream ?? []) {
        const text = event.contentBlockDelta?.delta?.text
        if (text) texts.push(text)
      }
    })(),
  )
  expect(error).toBeInstanceOf(ModelStreamErrorException)
  expect(error).toMatchObject({ message: 'It broke.' })
  expect(texts).toEqual(['one', ' two'])
})

test('in a native stream as well', async () => {
  using folder = fixtureFolder({
    'f.yaml':
      'error: { type: ThrottlingException, afterEvents: 2 }\nanswer: { text: one two three four five six }',
  })
  await using server = await startServer({ mode: 'replay', fixtures: [folder.path] })
  const { body } = await server.runtime.send(
    new InvokeModelWithResponseStreamCommand({ modelId, body: JSON.stringify({ messages }) }),
  )
  let chunks = 0
  const error = await thrownBy(
    (async () => {
      for await (const event of body ?? []) if (event.chunk) chunks += 1
    })(),
  )
  expect(error).toBeInstanceOf(ThrottlingException)
  expect(chunks).toBe(2)
})

test('a miss names the closest fixture and each difference, and is not retried', async () => {
  using folder = fixtureFolder({
    'france.yaml': `name: capital of France
match: { prompt: capital of France, body: { inferenceConfig: { temperature: 0.2 } } }
answer: { text: Paris }`,
  })
  await using server = await startServer({ mode: 'replay', fixtures: [folder.path] })
  const command = new ConverseCommand({
    modelId,
    messages: [{ role: 'user', content: [{ text: 'What is the capital of Spain?' }] }],
    inferenceConfig: { temperature: 0.5 },
  })
  const error = await thrownBy(server.runtime.send(command))
  expect(error).toBeInstanceOf(BedrockRuntimeServiceException)
  expect(error).toMatchObject({
    name: 'FixtureNotFoundException',
    message: [
      'No fixture matches Converse to amazon.nova-lite-v1:0. The closest is "capital of France":',
      '- prompt does not contain "capital of France"; after "capital of " comes "Spain?"',
      '- inferenceConfig.temperature is 0.5, but the fixture expects 0.2',
    ].join('\n'),
    $metadata: { httpStatusCode: 404, attempts: 1 },
  })
})

test('replay mode does not start with broken fixtures, unless allowed', async () => {
  using folder = fixtureFolder({ 'bad.yaml': 'anser: 1', 'good.yaml': 'answer: { text: fine }' })
  const given = { mode: 'replay', fixtures: [folder.path] } as const
  await expect(startServer(given)).rejects.toThrow(
    /bad\.yaml:1:1: anser is unknown; did you mean "answer"\?/,
  )
  await using server = await startServer({ ...given, allowBroken: true })
  expect((await server.runtime.send(converse)).output?.message?.content).toEqual([{ text: 'fine' }])
})

test('an edited fixture takes effect without a restart', async () => {
  using folder = fixtureFolder({ 'f.yaml': 'answer: { text: old }' })
  await using server = await startServer({ mode: 'replay', fixtures: [folder.path], watch: true })
  const say = async () => (await server.runtime.send(converse)).output?.message?.content?.[0]?.text
  expect(await say()).toBe('old')
  folder.write('f.yaml', 'answer: { text: new }')
  await expect.poll(say, { timeout: 5_000, interval: 25 }).toBe('new')
})
