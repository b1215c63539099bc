import { ConverseCommand, ConverseStreamCommand } from '@aws-sdk/client-bedrock-runtime'
import type { ConverseCommandInput, TokenUsage } from '@aws-sdk/client-bedrock-runtime'
import { expect, test } from 'vitest'
import { collect } from '../support/collect.ts'
import { invoke } from '../support/invoke.ts'
import { startServer } from '../support/server.ts'

const claude = 'us.anthropic.claude-sonnet-4-5-20250929-v1:0'
const long = 'The lighthouse keeper climbs the stairs and trims the wick. '.repeat(300)
const cached = [{ text: long }, { cachePoint: { type: 'default' as const } }]
const question = (text: string) => [{ role: 'user' as const, content: [{ text }] }]

function expectSum({ inputTokens, outputTokens, totalTokens, ...cache }: TokenUsage): void {
  expect(totalTokens).toBe(
    (inputTokens ?? 0) +
      (outputTokens ?? 0) +
      (cache.cacheReadInputTokens ?? 0) +
      (cache.cacheWriteInputTokens ?? 0),
  )
}

test.each([claude, 'amazon.nova-lite-v1:0'])(
  '%s writes a long prefix to the cache and reads it the next time',
  async (modelId) => {
    await using server = await startServer()
    const send = async (input: Partial<ConverseCommandInput>): Promise<TokenUsage> => {
      const answer = await server.runtime.send(new ConverseCommand({ modelId, ...input }))
      return answer.usage as TokenUsage
    }
    const written = await send({ system: cached, messages: question('How tall is it?') })
    expect(written.cacheReadInputTokens).toBe(0)
    expect(written.cacheWriteInputTokens).toBeGreaterThan(1024)
    expect(written.cacheDetails).toEqual(
      modelId === claude ? [{ inputTokens: written.cacheWriteInputTokens, ttl: '5m' }] : undefined,
    )
    const read = await send({ system: cached, messages: question('And how old is the lamp?') })
    expect(read.cacheReadInputTokens).toBe(written.cacheWriteInputTokens)
    expect(read.cacheWriteInputTokens).toBe(0)
    expect(read.cacheDetails).toBeUndefined()
    for (const usage of [written, read]) {
      expectSum(usage)
      expect(usage.inputTokens).toBeLessThan(100)
    }
    const other = await send({
      system: [{ text: `Otherwise. ${long}` }, ...cached.slice(1)],
      messages: question('How tall is it?'),
    })
    expect(other.cacheReadInputTokens).toBe(0)
  },
)

test('a stream counts the cache in its metadata', async () => {
  await using server = await startServer()
  const usages: (TokenUsage | undefined)[] = []
  for (const text of ['How tall is it?', 'How old is it?']) {
    const { stream } = await server.runtime.send(
      new ConverseStreamCommand({ modelId: claude, system: cached, messages: question(text) }),
    )
    usages.push((await collect(stream)).at(-1)?.metadata?.usage)
  }
  expect(usages[0]?.cacheWriteInputTokens).toBeGreaterThan(1024)
  expect(usages[1]?.cacheReadInputTokens).toBe(usages[0]?.cacheWriteInputTokens)
})

test('a growing conversation reads what it wrote in the previous turn', async () => {
  await using server = await startServer()
  const first = [{ role: 'user' as const, content: cached }]
  const one = await server.runtime.send(new ConverseCommand({ modelId: claude, messages: first }))
  const two = await server.runtime.send(
    new ConverseCommand({
      modelId: claude,
      messages: [
        { role: 'user', content: [{ text: long }] },
        { role: 'assistant', content: one.output?.message?.content ?? [] },
        { role: 'user', content: [{ text: long }, { cachePoint: { type: 'default' } }] },
      ],
    }),
  )
  expect(two.usage?.cacheReadInputTokens).toBe(one.usage?.cacheWriteInputTokens)
  expect(two.usage?.cacheWriteInputTokens).toBeGreaterThan(1024)
})

test('a short prefix is not cached, without an error', async () => {
  await using server = await startServer()
  const { usage } = await server.runtime.send(
    new ConverseCommand({
      modelId: claude,
      system: [{ text: 'Be brief.' }, { cachePoint: { type: 'default' } }],
      messages: question('How tall is it?'),
    }),
  )
  expect(usage).toMatchObject({ cacheReadInputTokens: 0, cacheWriteInputTokens: 0 })
})

test("Claude's native messages write and read with cache_control", async () => {
  await using server = await startServer()
  interface Answer {
    usage: { cache_creation_input_tokens: number; cache_read_input_tokens: number }
  }
  const ask = (content: string) =>
    invoke<Answer>(server.runtime, claude, {
      anthropic_version: 'bedrock-2023-05-31',
      max_tokens: 100,
      system: [{ type: 'text', text: long, cache_control: { type: 'ephemeral' } }],
      messages: [{ role: 'user', content }],
    })
  const { usage: written } = await ask('How tall is it?')
  const { usage: read } = await ask('How old is it?')
  expect(written.cache_creation_input_tokens).toBeGreaterThan(1024)
  expect(written.cache_read_input_tokens).toBe(0)
  expect(read).toMatchObject({
    cache_creation_input_tokens: 0,
    cache_read_input_tokens: written.cache_creation_input_tokens,
  })
})

test('a model without a prompt cache rejects a cachePoint', async () => {
  await using server = await startServer()
  const call = server.runtime.send(
    new ConverseCommand({
      modelId: 'qwen.qwen3-32b-v1:0',
      system: cached,
      messages: question('How tall is it?'),
    }),
  )
  await expect(call).rejects.toMatchObject({
    name: 'AccessDeniedException',
    message: expect.stringMatching(/^You invoked an unsupported model/),
  })
})
