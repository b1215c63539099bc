import Anthropic from '@anthropic-ai/sdk'
import OpenAI from 'openai'
import { expect, test } from 'vitest'
import { startServer } from '../support/server.ts'
import type { Server } from '../support/server.ts'

const messages = [{ role: 'user' as const, content: 'Tell me about the sea.' }]

/** The clients of other vendors, with their default retries. They may ask for a fault in a header. */
const CLIENTS: readonly (readonly [
  name: string,
  ask: (server: Server, fault?: string) => Promise<unknown>,
])[] = [
  [
    'OpenAI',
    ({ url }, fault) =>
      new OpenAI({
        baseURL: `${url}/v1`,
        apiKey: 'any',
        defaultHeaders: { 'x-bedrock-local-fault': fault ?? null },
      }).chat.completions.create({ model: 'openai.gpt-oss-120b', messages }),
  ],
  [
    'Anthropic',
    ({ url }, fault) =>
      new Anthropic({
        baseURL: `${url}/anthropic`,
        apiKey: 'any',
        defaultHeaders: { 'x-bedrock-local-fault': fault ?? null },
      }).messages.create({ model: 'anthropic.claude-opus-4-8', max_tokens: 100, messages }),
  ],
]

const sources = (server: Server) => server.journal.list().map(({ source }) => source)

test.each(CLIENTS)(
  'times in a header counts the attempts of a single call of the %s client',
  async (_name, ask) => {
    await using server = await startServer()
    const fault = 'ServiceUnavailableException;times=1'
    for (const _ of [1, 2]) await ask(server, fault)
    expect(sources(server)).toEqual(['fault', 'invented', 'fault', 'invented'])
    // Calls that run at the same time have the same question and the same header.
    server.journal.clear()
    await Promise.all([ask(server, fault), ask(server, fault), ask(server, fault)])
    expect(sources(server).toSorted()).toEqual([
      ...Array.from({ length: 3 }, () => 'fault'),
      ...Array.from({ length: 3 }, () => 'invented'),
    ])
  },
)

test.each(CLIENTS)('a rule counts every attempt of the %s client', async (_name, ask) => {
  await using server = await startServer({
    faults: [{ error: 'ServiceUnavailableException', times: 1 }],
  })
  for (const _ of [1, 2]) await ask(server)
  expect(sources(server)).toEqual(['fault', 'invented', 'invented'])
})
