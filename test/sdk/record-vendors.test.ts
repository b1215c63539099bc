import Anthropic from '@anthropic-ai/sdk'
import { ConverseCommand } from '@aws-sdk/client-bedrock-runtime'
import OpenAI from 'openai'
import { expect, test } from 'vitest'
import { recording, replaying, temporaryFolder, until } from '../support/recorded.ts'
import { startServer } from '../support/server.ts'
import { OWN, startUpstream } from '../support/upstream.ts'

const clients = (url: string) => ({
  openai: new OpenAI({ baseURL: `${url}/openai/v1`, apiKey: 'key', maxRetries: 0 }).responses,
  anthropic: new Anthropic({ baseURL: `${url}/anthropic`, apiKey: 'key', maxRetries: 0 }).messages,
})

const question = { model: 'openai.gpt-5.6-luna', input: 'What is the capital of Italy?' }
const message = {
  model: 'anthropic.claude-opus-4-8',
  max_tokens: 100,
  messages: [{ role: 'user' as const, content: 'What is the capital of Italy?' }],
}

test('recordings of Responses and Messages answer whole and streamed, and follow-ups find them', async () => {
  await using folder = await temporaryFolder()
  const recorded = await (async () => {
    await using upstream = await startServer({ mode: 'mock' })
    await using server = await recording(upstream.url, folder.path)
    const { openai, anthropic } = clients(server.url)
    const whole = await openai.create(question)
    const next = await openai.create({
      ...question,
      input: 'Thanks',
      previous_response_id: whole.id,
    })
    const streamed = await anthropic.stream(message).finalMessage()
    await until(async () => (await folder.files()).size === 3, 'three recordings')
    const usage = server.journal.list().map((exchange) => exchange.usage)
    return { whole, next, streamed, usage }
  })()

  await using server = await replaying(folder.path)
  const { openai, anthropic } = clients(server.url)
  const { whole, next, streamed } = recorded
  expect(await openai.create(question)).toEqual(whole)
  expect(await openai.retrieve(whole.id)).toMatchObject({ output: whole.output })
  const chain = { ...question, input: 'Thanks', previous_response_id: whole.id }
  expect(await openai.create(chain)).toEqual(next)
  expect(await anthropic.stream(message).finalMessage()).toEqual(streamed)
  expect(server.journal.list().filter(({ source }) => source === 'recording')).toMatchObject(
    recorded.usage.map((usage) => ({ usage })),
  )
  expect(recorded.usage[2]).toMatchObject({ inputTokens: streamed.usage.input_tokens })

  const other = await openai.stream(question).finalResponse()
  expect(other).toMatchObject({ output_text: whole.output_text, usage: whole.usage })
  const { content, usage } = await anthropic.create(message)
  expect({ content, output: usage.output_tokens }).toEqual({
    content: streamed.content,
    output: streamed.usage.output_tokens,
  })
})

test('a recording answers equivalent requests of other APIs', async () => {
  await using folder = await temporaryFolder()
  const modelId = 'us.anthropic.claude-opus-4-8'
  const messages = [{ role: 'user' as const, content: [{ text: 'What is the capital of Italy?' }] }]
  {
    await using upstream = await startServer({ mode: 'mock' })
    await using server = await recording(upstream.url, folder.path)
    await clients(server.url).anthropic.create(message)
    await server.runtime.send(
      new ConverseCommand({
        modelId: 'openai.gpt-oss-20b-1:0',
        messages,
        system: [{ text: 'Hm.' }],
      }),
    )
    await until(async () => (await folder.files()).size === 2, 'two recordings')
  }
  await using server = await replaying(folder.path)
  const converse = (maxTokens: number) =>
    server.runtime.send(new ConverseCommand({ modelId, messages, inferenceConfig: { maxTokens } }))
  const { output, usage } = await converse(message.max_tokens)
  expect(output?.message?.content).toEqual([{ text: 'The capital of Italy is Rome.' }])
  expect(usage?.inputTokens).toBeGreaterThan(0)
  await expect(converse(99)).rejects.toThrow('No fixture matches Converse')

  const openai = new OpenAI({ baseURL: `${server.url}/v1`, apiKey: 'key', maxRetries: 0 })
  const body = {
    model: 'openai.gpt-oss-20b',
    instructions: 'Hm.',
    input: 'What is the capital of Italy?',
  }
  expect((await openai.responses.create(body)).output).toMatchObject([
    { type: 'reasoning' },
    { content: [{ text: 'The capital of Italy is Rome.' }] },
  ])
  expect(server.journal.list().map(({ source }) => source)).toEqual([
    'recording',
    'miss',
    'recording',
  ])
})

test.each([
  ['/v1/models', undefined, 'bedrock-mantle'],
  ['/v1/models', 'bedrock', 'bedrock'],
  ['/v1/models', 'bedrock-mantle', 'bedrock-mantle'],
  ['/openai/v1/responses/resp_1', undefined, 'bedrock'],
  ['/openai/v1/responses/resp_1', 'bedrock', 'bedrock'],
  ['/openai/v1/responses/resp_1', 'bedrock-mantle', 'bedrock-mantle'],
])('%s signed by a client for %s is signed for %s', async (path, service, expected) => {
  const services = ['bedrock', 'bedrock-mantle']
  await using upstream = await startUpstream(() => ({ pieces: ['{}'] }), { services })
  await using folder = await temporaryFolder()
  await using server = await recording(upstream.url, folder.path, { mode: 'proxy' }, OWN)
  const signature = `AWS4-HMAC-SHA256 Credential=test/20260101/us-west-2/${service}/aws4_request, SignedHeaders=host, Signature=00`
  const headers = service === undefined ? {} : { authorization: signature }
  expect((await fetch(server.url + path, { headers })).status).toBe(200)
  const sent = upstream.requests[0]?.header('authorization')
  expect(/\/([\w-]+)\/aws4_request/.exec(sent ?? '')?.[1]).toBe(expected)
})
