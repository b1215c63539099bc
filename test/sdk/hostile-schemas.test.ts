import { ConverseCommand, InvokeModelCommand } from '@aws-sdk/client-bedrock-runtime'
import type { JsonObject } from '../../server/json.ts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ANSWERED, REFUSED } from '../support/hostile-schemas.ts'
import { lite as modelId, userSays } from '../support/questions.ts'
import { startServer } from '../support/server.ts'

let server: Awaited<ReturnType<typeof startServer>>
beforeAll(async () => {
  server = await startServer()
})
afterAll(() => server[Symbol.asyncDispose]())

/** Ten times the limit for one request, because other tests may use the processors. */
const MAX_WAIT_MS = 5_000

function withTool(schema: JsonObject): ConverseCommand {
  const toolSpec = { name: 'tool', inputSchema: { json: schema } }
  return new ConverseCommand({
    modelId,
    messages: userSays('Do it.'),
    toolConfig: { tools: [{ toolSpec }], toolChoice: { any: {} } },
  })
}

/** The outcome of a request, and how long a second client waits for an answer in the meantime. */
async function outcomeOf<T>(request: Promise<T>) {
  const start = performance.now()
  const ping = server.runtime
    .send(new ConverseCommand({ modelId, messages: userSays('Hi') }))
    .then(() => performance.now() - start)
  const [outcome, waited] = await Promise.allSettled([request, ping])
  return { outcome, waited: waited.status === 'fulfilled' ? waited.value : Infinity }
}

test.each(Object.entries(REFUSED))('a schema is rejected with a message: %s', async (_, schema) => {
  const { outcome, waited } = await outcomeOf(server.runtime.send(withTool(schema)))
  expect(waited).toBeLessThan(MAX_WAIT_MS)
  expect(outcome).toMatchObject({
    reason: {
      name: 'ValidationException',
      message: expect.stringMatching(/^(?:bedrock-local would|The answer that)[^.]+ fixture\.$/),
    },
  })
})

test.each(Object.entries(ANSWERED))('a schema is answered: %s', async (_, schema) => {
  const { outcome, waited } = await outcomeOf(server.runtime.send(withTool(schema)))
  expect(waited).toBeLessThan(MAX_WAIT_MS)
  expect(outcome).toMatchObject({ value: { stopReason: 'tool_use' } })
})

test('a ranking of many words and documents is fast', async () => {
  const words = (count: number): string =>
    Array.from({ length: count }, (_, nth) => `w${nth}`).join(' ')
  const body = { query: words(100_000), documents: Array<string>(1_000).fill(words(100)) }
  const command = new InvokeModelCommand({
    modelId: 'amazon.rerank-v1:0',
    body: JSON.stringify(body),
  })
  const { outcome, waited } = await outcomeOf(server.runtime.send(command))
  expect(waited).toBeLessThan(MAX_WAIT_MS)
  expect(outcome).toMatchObject({ value: { $metadata: { httpStatusCode: 200 } } })
})
