import { ConverseCommand, ThrottlingException } from '@aws-sdk/client-bedrock-runtime'
import { expect, test } from 'vitest'
import { micro as modelId, userSays } from '../support/questions.ts'
import { startServer } from '../support/server.ts'
import type { Server } from '../support/server.ts'

const messages = userSays('Tell me about the sea.')
const ask = (maxTokens = 10, id = modelId) =>
  new ConverseCommand({ modelId: id, messages, inferenceConfig: { maxTokens } })

const once = (server: Server, session = 'test') =>
  server.client({ maxAttempts: 1, credentials: { accessKeyId: session, secretAccessKey: 'x' } })

const post = (server: Server, path: string, body: object) =>
  fetch(`${server.url}/_admin${path}`, { method: 'POST', body: JSON.stringify(body) })

test.each([1, 8, 60, 100])(
  '60 requests a minute answer 60 calls and throttle the rest, %i at a time',
  async (width) => {
    await using server = await startServer({
      quotas: { 'amazon.nova-*': { requestsPerMinute: 60 } },
    })
    const client = once(server)
    let answered = 0
    const refused: unknown[] = []
    for (let sent = 0; sent < 70; sent += width) {
      await Promise.all(
        Array.from({ length: Math.min(width, 70 - sent) }, () =>
          client.send(ask()).then(
            () => answered++,
            (error: unknown) => refused.push(error),
          ),
        ),
      )
    }
    expect(answered).toBe(60)
    expect(refused).toHaveLength(10)
    for (const error of refused) {
      expect(error).toBeInstanceOf(ThrottlingException)
      expect(error).toMatchObject({
        message: 'Too many requests, please wait before trying again.',
        $metadata: { httpStatusCode: 429 },
      })
    }
  },
)

test('a minute later the quota is full again, and the admin API can advance the clock', async () => {
  await using server = await startServer({ quotas: { '*': { requestsPerMinute: 2 } } })
  const client = once(server)
  await client.send(ask())
  await client.send(ask())
  await expect(client.send(ask())).rejects.toThrow(ThrottlingException)
  const moved = await post(server, '/clock', { advanceMs: 60_000 })
  expect(await moved.json()).toMatchObject({ aheadMs: 60_000 })
  await client.send(ask())
})

test('the admin API shows what is left', async () => {
  await using server = await startServer({
    quotas: { '*': { requestsPerMinute: 5, tokensPerMinute: 10_000 } },
  })
  await once(server).send(ask())
  const state = (await (await fetch(`${server.url}/_admin/quotas?session=test`)).json()) as object[]
  expect(state).toEqual([
    {
      session: 'test',
      quota: '*',
      model: modelId,
      region: 'us-east-1',
      requestsPerMinute: { limit: 5, left: 4, filledInMs: expect.any(Number) },
      tokensPerMinute: { limit: 10_000, left: expect.any(Number), filledInMs: expect.any(Number) },
    },
  ])
  const usage = server.journal.list()[0]?.usage
  expect(state[0]).toMatchObject({
    tokensPerMinute: { left: 10_000 - (usage?.inputTokens ?? 0) - (usage?.outputTokens ?? 0) },
  })
})

test('maxTokens counts at the start, so a call without it does not fit a small quota', async () => {
  await using server = await startServer({ quotas: { '*': { tokensPerMinute: 1_000 } } })
  const client = once(server)
  await client.send(ask(100))
  await expect(client.send(ask(5_000))).rejects.toThrow(
    'Too many tokens, please wait before trying again.',
  )
  await expect(client.send(new ConverseCommand({ modelId, messages }))).rejects.toThrow(
    ThrottlingException,
  )
  await client.send(ask(100))
})

test('tokens per day', async () => {
  await using server = await startServer({ quotas: { '*': { tokensPerDay: 100 } } })
  const client = once(server)
  await expect(client.send(ask(200))).rejects.toThrow(
    'Too many tokens per day, please wait before trying again.',
  )
})

test('each session and each model has its own quota', async () => {
  await using server = await startServer({ quotas: { 'amazon.*': { requestsPerMinute: 1 } } })
  for (const session of ['alice', 'bob']) {
    const client = once(server, session)
    await client.send(ask())
    await client.send(ask(10, 'amazon.nova-lite-v1:0'))
    await client.send(ask(10, 'us.amazon.nova-micro-v1:0'))
    await expect(client.send(ask())).rejects.toThrow(ThrottlingException)
    await client.send(ask(10, 'anthropic.claude-3-haiku-20240307-v1:0'))
    await client.send(ask(10, 'anthropic.claude-3-haiku-20240307-v1:0'))
  }
})

test('moving the clock back is rejected with 400', async () => {
  await using server = await startServer()
  const answer = await post(server, '/clock', { advanceMs: -1 })
  expect(answer.status).toBe(400)
  expect(await answer.text()).toContain('advanceMs is -1')
})

test('invalid quotas prevent the start, with a message for each', async () => {
  await expect(
    startServer({
      quotas: { a: { requestPerMinute: 1 }, b: { tokensPerDay: -1 }, c: { outputRate: 5 } },
    }),
  ).rejects.toThrow(
    [
      'quotas.a.requestPerMinute is unknown; did you mean "requestsPerMinute"?',
      'quotas.b.tokensPerDay is -1; expected a whole number of at least 0',
      'quotas.c limits nothing; expected one of requestsPerMinute, tokensPerMinute, tokensPerDay',
    ].join('\n'),
  )
})
