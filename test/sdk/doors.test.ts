import { rm } from 'node:fs/promises'
import Anthropic from '@anthropic-ai/sdk'
import OpenAI from 'openai'
import { expect, test } from 'vitest'
import { fixtureFolder } from '../support/fixture-folder.ts'
import { startServer } from '../support/server.ts'
import type { Server } from '../support/server.ts'

// Features of every API, through the clients of OpenAI and Anthropic: quotas, and calls saved as fixtures.

const QUESTION = 'What is the capital of Italy?'
const content = QUESTION
const openai = ({ url }: Server) =>
  new OpenAI({ baseURL: `${url}/v1`, apiKey: 'key', maxRetries: 0 })
const anthropic = ({ url }: Server) =>
  new Anthropic({ baseURL: `${url}/anthropic`, apiKey: 'key', maxRetries: 0 })

const chat = { model: 'openai.gpt-oss-20b', messages: [{ role: 'user' as const, content }] }
const message = {
  model: 'anthropic.claude-opus-4-8',
  max_tokens: 200,
  messages: [{ role: 'user' as const, content }],
}

const DOORS: readonly (readonly [
  name: string,
  ask: (server: Server) => Promise<string | null | undefined>,
  error: new (...args: never) => Error,
])[] = [
  [
    'ChatCompletions',
    async (server) =>
      (await openai(server).chat.completions.create(chat)).choices[0]?.message.content,
    OpenAI.RateLimitError,
  ],
  [
    'Responses',
    async (server) =>
      (await openai(server).responses.create({ model: 'openai.gpt-oss-120b', input: content }))
        .output_text,
    OpenAI.RateLimitError,
  ],
  [
    'Messages',
    async (server) => {
      const { content: blocks } = await anthropic(server).messages.create(message)
      return blocks.map((block) => (block.type === 'text' ? block.text : '')).join('')
    },
    Anthropic.RateLimitError,
  ],
]

test('an exhausted quota is a rate limit error in each API', async () => {
  await using server = await startServer({ quotas: { '*': { requestsPerMinute: 1 } } })
  for (const [, ask, RateLimitError] of DOORS) {
    await ask(server)
    await expect(ask(server)).rejects.toThrow(RateLimitError)
  }
})

test('a call saved as a fixture answers in the same API', async () => {
  using folder = fixtureFolder({})
  await using server = await startServer({ mode: 'mock', fixtures: [folder.path] })
  for (const [name, ask] of DOORS) {
    const answer = await ask(server)
    const admin = (path: string, body: object) =>
      fetch(`${server.url}/_admin${path}`, { method: 'POST', body: JSON.stringify(body) })
    const { exchanges } = (await (
      await fetch(`${server.url}/_admin/journal?operation=${name}`)
    ).json()) as { exchanges: { id: string }[] }
    const saved = await admin('/journal/save', { ids: [exchanges[0]?.id] })
    expect(await saved.json()).toMatchObject({ saved: [{ name: expect.any(String) }] })
    server.mode.set('replay')
    expect(await ask(server)).toBe(answer)
    server.mode.set('mock')
    await rm(`${folder.path}/saved`, { recursive: true })
  }
})
