import Anthropic from '@anthropic-ai/sdk'
import OpenAI from 'openai'
import { expect, test } from 'vitest'
import { recording, replaying, temporaryFolder, until } from '../support/recorded.ts'
import { startServer } from '../support/server.ts'

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
