import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import * as exceptions from '@aws-sdk/client-bedrock-runtime'
import {
  ConverseCommand,
  ConverseStreamCommand,
  InvokeModelCommand,
} from '@aws-sdk/client-bedrock-runtime'
import { NodeHttpHandler } from '@smithy/node-http-handler'
import { expect, test } from 'vitest'
import { until } from '../support/recorded.ts'
import { micro as modelId, userSays } from '../support/questions.ts'
import { startServer } from '../support/server.ts'

const FIXTURES = fileURLToPath(new URL('../../fixtures', import.meta.url))
const asking = (text: string) => ({
  modelId,
  messages: userSays(text),
})
const bundled = () => startServer({ mode: 'replay', fixtures: [FIXTURES] })

const ERRORS = [
  ['practise access denied', exceptions.AccessDeniedException, 403],
  ['practise missing use case form', exceptions.ResourceNotFoundException, 404],
  ['practise model not found', exceptions.ValidationException, 400],
  ['practise end of life', exceptions.ResourceNotFoundException, 404],
  ['practise on-demand', exceptions.ValidationException, 400],
  ['practise missing IAM rights', exceptions.AccessDeniedException, 403],
  ['practise daily limit', exceptions.ThrottlingException, 429],
  ['practise model time-outs', exceptions.ModelTimeoutException, 408],
  ['practise malformed input', exceptions.ValidationException, 400],
  ['practise an unavailable service', exceptions.ServiceUnavailableException, 503],
  ['practise expired credentials', exceptions.BedrockRuntimeServiceException, 403],
] as const

test.each(ERRORS)('%s', async (prompt, type, status) => {
  await using server = await bundled()
  const client = server.client({ maxAttempts: 1 })
  const error: unknown = await client
    .send(new ConverseCommand(asking(prompt)))
    .catch((thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(type)
  expect(error).toMatchObject({ $metadata: { httpStatusCode: status } })
})

test.each([
  ['practise throttling', 3],
  ['practise a model that is not ready', 2],
])('%s: a client with default settings succeeds on attempt %i', async (prompt, attempts) => {
  await using server = await bundled()
  const answer = await server.runtime.send(new ConverseCommand(asking(prompt)))
  expect(answer.$metadata.attempts).toBe(attempts)
})

test('simulates empty results', async () => {
  await using server = await bundled()
  const answer = await server.runtime.send(new ConverseCommand(asking('practise empty results')))
  expect(answer.output?.message?.content).toEqual([])
  expect(answer.stopReason).toBe('max_tokens')
})

test('simulates an outdated SDK', async () => {
  await using server = await bundled()
  const answer = await server.runtime.send(new ConverseCommand(asking('practise an outdated SDK')))
  expect(answer.output?.message?.content?.map((block) => Object.keys(block)[0])).toEqual([
    'reasoningContent',
    'text',
  ])
})

test('simulates time-outs', async () => {
  await using server = await bundled()
  const client = server.client({
    maxAttempts: 1,
    requestHandler: new NodeHttpHandler({ requestTimeout: 200, throwOnRequestTimeout: true }),
  })
  await expect(
    client.send(new ConverseCommand(asking('practise time-outs'))),
  ).rejects.toMatchObject({
    name: 'TimeoutError',
  })
})

test.each(['practise a broken stream', 'practise a stalled stream'])('%s', async (prompt) => {
  await using server = await bundled()
  const { stream } = await server.runtime.send(new ConverseStreamCommand(asking(prompt)))
  const words: string[] = []
  const reading = (async () => {
    for await (const event of stream ?? []) words.push(event.contentBlockDelta?.delta?.text ?? '')
    return 'ended'
  })().catch(() => 'broken')
  await until(() => words.join('') === 'These words arrive.', 'the first words')
  const silence = new Promise((resolve) => setTimeout(resolve, 100, 'silent'))
  const ending = prompt.includes('stalled') ? await Promise.race([reading, silence]) : await reading
  expect(ending).toBe(prompt.includes('stalled') ? 'silent' : 'broken')
  expect(words.join('')).toBe('These words arrive.')
})

test('they play through InvokeModel as well, and name missing permissions as IAM does', async () => {
  await using server = await bundled()
  const body = JSON.stringify({
    messages: [{ role: 'user', content: [{ text: 'practise missing IAM rights' }] }],
  })
  await expect(server.runtime.send(new InvokeModelCommand({ modelId, body }))).rejects.toThrow(
    /is not authorized to perform: bedrock:InvokeModel on resource/,
  )
  expect(server.journal.list()[0]?.response.text).toMatch(/^\{"Message":/)
})

const guardrailConfig = {
  guardrailIdentifier: 'supportbot01',
  guardrailVersion: '1',
  trace: 'enabled',
} as const

test('simulates a blocked question', async () => {
  await using server = await bundled()
  const call = asking('practise a blocked question')
  const blocked = await server.runtime.send(new ConverseCommand({ ...call, guardrailConfig }))
  expect(blocked).toMatchObject({
    stopReason: 'guardrail_intervened',
    output: {
      message: { content: [{ text: 'I can only help with questions about your order.' }] },
    },
    usage: { totalTokens: 0 },
  })
  const { stopReason } = await server.runtime.send(new ConverseCommand(call))
  expect(stopReason).toBe('end_turn')
})

test('simulates a masked stream', async () => {
  await using server = await bundled()
  const { stream } = await server.runtime.send(
    new ConverseStreamCommand({ ...asking('practise a masked stream'), guardrailConfig }),
  )
  const words: string[] = []
  let stopReason: string | undefined
  for await (const { contentBlockDelta, messageStop } of stream ?? []) {
    words.push(contentBlockDelta?.delta?.text ?? '')
    stopReason ??= messageStop?.stopReason
  }
  expect(words.join('')).toBe('Write to {EMAIL} today.')
  expect(words).toContain('')
  expect(stopReason).toBe('guardrail_intervened')
})

test('every fixture of the folder is tested here', () => {
  const others = 9
  expect(readdirSync(`${FIXTURES}/troubleshooting`)).toHaveLength(ERRORS.length + others)
})
