import { beforeAll, describe, expect, test } from 'vitest'
import { guardedServer } from '../support/guarded-server.ts'

let server: Awaited<ReturnType<typeof guardedServer>>
beforeAll(async () => {
  server = await guardedServer()
  return () => server[Symbol.asyncDispose]()
})

const chat = (content: string) => ({
  path: '/openai/v1/chat/completions',
  body: { model: 'openai.gpt-oss-20b-1:0', messages: [{ role: 'user', content }] },
})

const messages = (content: string) => ({
  path: '/anthropic/v1/messages',
  body: {
    model: 'anthropic.claude-sonnet-4-6',
    max_tokens: 100,
    messages: [{ role: 'user', content }],
  },
})

const responses = (input: string) => ({
  path: '/openai/v1/responses',
  body: { model: 'openai.gpt-oss-20b-1:0', input },
})

async function ask({ path, body }: { path: string; body: object }, more: object = {}) {
  const answer = await fetch(`${server.url}${path}`, {
    method: 'POST',
    headers: {
      authorization: 'Bearer test',
      'content-type': 'application/json',
      'x-bedrock-local-session': 'test',
      'x-amzn-bedrock-guardrailidentifier': 'abcdefghijkl',
      'x-amzn-bedrock-guardrailversion': '1',
      'anthropic-version': '2023-06-01',
    },
    body: JSON.stringify({ ...body, ...more }),
  })
  expect(answer.status).toBe(200)
  return answer.text()
}

/** The texts of a stream's events, joined. */
const streamed = (events: string): string =>
  [...events.matchAll(/"(?:content|text)":"([^"]*)"/g)].map(([, text]) => text).join('')

describe('guardrail headers on Bedrock Runtime', () => {
  test('Chat Completions: a blocked input uses no tokens', async () => {
    const blocked = JSON.parse(await ask(chat('count the walrus')))
    expect(blocked.choices[0]).toMatchObject({
      finish_reason: 'content_filter',
      message: { content: 'Input blocked.' },
    })
    expect(blocked.usage).toEqual({ prompt_tokens: 0, completion_tokens: 0, total_tokens: 0 })
  })

  test('Chat Completions: a mask may span chunks of a stream', async () => {
    expect(JSON.parse(await ask(chat('mail'))).choices[0].message.content).toBe(
      'Write to {EMAIL} today.',
    )
    expect(streamed(await ask(chat('mail'), { stream: true }))).toBe('Write to {EMAIL} today.')
  })

  test('Messages: input is blocked, and answers are masked', async () => {
    const blocked = JSON.parse(await ask(messages('count the walrus')))
    expect(blocked.content).toEqual([{ type: 'text', text: 'Input blocked.' }])
    expect(blocked.usage).toMatchObject({ input_tokens: 0, output_tokens: 0 })
    expect(streamed(await ask(messages('mail'), { stream: true }))).toBe('Write to {EMAIL} today.')
  })

  test('Responses ignores them', async () => {
    expect(JSON.parse(await ask(responses('mail'))).output[0].content[0].text).toBe(
      'Write to jane@example.com today.',
    )
  })
})
