import { CountTokensCommand } from '@aws-sdk/client-bedrock-runtime'
import { expect, test } from 'vitest'
import { admin } from '../support/admin.ts'
import { answer, say } from '../support/answers.ts'
import { startServer } from '../support/server.ts'
import { temporaryFolder } from '../support/recorded.ts'
import { OWN, startUpstream } from '../support/upstream.ts'

const HAIKU = 'anthropic.claude-haiku-4-5-20251001-v1:0'
const request = {
  system: [{ text: 'Be short.' }],
  ...say('What is the weather in Lisbon?'),
}

test('counts a request like CountTokens does, and prices it with its limit', async () => {
  await using server = await startServer({ region: 'eu-west-1' })
  const { inputTokens = 0 } = await server.runtime.send(
    new CountTokensCommand({ modelId: HAIKU, input: { converse: request } }),
  )
  const estimate = async (modelId: string, more: object = {}) =>
    (
      await admin(server, 'POST', '/estimate', {
        operation: 'ConverseStream',
        modelId,
        body: { ...request, ...more },
      })
    ).body as object
  const limit = { inferenceConfig: { maxTokens: 500 } }
  expect(await estimate(HAIKU, limit)).toEqual({
    inputTokens,
    outputTokens: 500,
    cost: expect.closeTo((inputTokens * 1 + 500 * 5) / 1e6, 12),
  })
  // A profile has its own price.
  expect(await estimate(`eu.${HAIKU}`, limit)).toMatchObject({
    cost: expect.closeTo((inputTokens * 1.1 + 500 * 5.5) / 1e6, 12),
  })
  expect(await estimate(HAIKU)).toMatchObject({ outputTokens: 64_000 })
  // Unknown values are absent.
  expect(await estimate('acme.unknown-v1:0')).toEqual({ inputTokens: expect.any(Number) })
})

test('other APIs name the model in the body', async () => {
  await using server = await startServer()
  const body = {
    model: 'openai.gpt-oss-20b-1:0',
    messages: [{ role: 'user', content: 'Hello' }],
    max_completion_tokens: 9,
    stream: true,
  }
  expect(
    await admin(server, 'POST', '/estimate', { operation: 'ChatCompletionsStream', body }),
  ).toMatchObject({ status: 200, body: { outputTokens: 9, cost: expect.any(Number) } })
})

test.each(['record', 'proxy'] as const)('in %s mode nothing is sent', async (mode) => {
  await using upstream = await startUpstream(answer)
  await using folder = await temporaryFolder()
  await using server = await startServer(
    { mode, upstream: upstream.url, recordTo: folder.path },
    OWN,
  )
  const question = { operation: 'Converse', modelId: HAIKU, body: request }
  expect(await admin(server, 'POST', '/estimate', question)).toMatchObject({ status: 200 })
  expect(upstream.requests).toHaveLength(0)
})

test.each([
  ['Convers', {}, '"Convers" is not an operation that calls a model.'],
  ['CountTokens', { modelId: HAIKU }, '"CountTokens" is not an operation that calls a model.'],
  ['Converse', {}, 'The request names no model: send modelId.'],
  ['InvokeModel', { modelId: HAIKU }, 'Malformed input request'],
])('%s with %j is rejected', async (operation, more, detail) => {
  await using server = await startServer()
  expect(await admin(server, 'POST', '/estimate', { operation, ...more, body: [] })).toMatchObject({
    status: 400,
    body: { detail: expect.stringContaining(detail) },
  })
})
