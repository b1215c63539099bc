import { ConverseCommand } from '@aws-sdk/client-bedrock-runtime'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startHandlers } from '../support/handlers.ts'
import { asks, CLAUDE } from '../support/model-behind.ts'
import { chunk, says, startStandIn, streams } from '../support/model-server.ts'
import type { StandIn } from '../support/model-server.ts'
import { allow, fileOf, policy } from '../support/policies.ts'
import { startServer } from '../support/server.ts'

let standIn: StandIn
beforeAll(async () => void (standIn = await startStandIn()))
afterAll(() => standIn.close())

const behind = (given: object) =>
  startServer({ modelServer: { url: standIn.url }, console: false, ...given })

describe('features around a call also apply when a model answers', () => {
  test('quotas count the tokens used', async () => {
    standIn.answers(says('Rome is in Italy.'))
    await using server = await behind({ quotas: { 'amazon.nova-*': { tokensPerMinute: 40 } } })
    const client = server.client({ maxAttempts: 1 })
    const send = () =>
      client.send(new ConverseCommand(asks(undefined, { inferenceConfig: { maxTokens: 20 } })))
    const { usage } = await send()
    expect(usage?.totalTokens).toBe(9)
    // 31 are left, while the estimate of 24 would have left 16: a second call fits, a third does not.
    await send()
    await expect(send()).rejects.toMatchObject({ name: 'ThrottlingException' })
  })

  test('a policy denies it before the model is called', async () => {
    await using server = await behind({ policy: fileOf(policy(allow('bedrock:CountTokens'))) })
    const before = standIn.requests.length
    await expect(server.runtime.send(new ConverseCommand(asks()))).rejects.toMatchObject({
      name: 'AccessDeniedException',
    })
    expect(standIn.requests).toHaveLength(before)
  })

  test('cache points are counted, and not sent', async () => {
    standIn.answers(says('Thirty metres.'))
    await using server = await behind({})
    const long = 'The lighthouse keeper climbs the stairs and trims the wick. '.repeat(300)
    const input = asks('How tall is it?', {
      modelId: CLAUDE,
      system: [{ text: long }, { cachePoint: { type: 'default' } }],
    })
    const { usage: written } = await server.runtime.send(new ConverseCommand(input))
    const { usage: read } = await server.runtime.send(new ConverseCommand(input))
    expect(written?.cacheWriteInputTokens).toBeGreaterThan(1_000)
    expect(read?.cacheReadInputTokens).toBe(written?.cacheWriteInputTokens)
    expect(JSON.stringify(standIn.requests.at(-1))).not.toContain('cachePoint')
  })
})

test('the bundled functions stream and use tools with it', async () => {
  await using handlers = await startHandlers(
    {},
    { mode: 'mock', fixtures: [], modelServer: { url: standIn.url } },
  )
  standIn.answers(says('Streaming shows the first words early.'))
  expect(await handlers.run('converse-stream', { prompt: 'Why stream?' })).toMatchObject({
    status: 200,
    body: { reply: 'Streaming shows the first words early.', stopReason: 'end_turn' },
  })
  standIn.answers((request, response) => {
    const messages = JSON.stringify(request['messages'])
    const call = { name: 'get_weather', arguments: '{"city":"Lisbon"}' }
    return messages.includes('"role":"tool"')
      ? says('It is sunny in Lisbon.')(request, response)
      : streams(
          chunk({ tool_calls: [{ index: 0, id: 'a', type: 'function', function: call }] }),
          chunk({}, 'tool_calls'),
        )(request, response)
  })
  expect(await handlers.run('ask-with-tools', { prompt: 'The weather in Lisbon?' })).toMatchObject({
    status: 200,
    body: {
      reply: 'It is sunny in Lisbon.',
      toolCalls: [{ name: 'get_weather', input: { city: 'Lisbon' } }],
    },
  })
})
