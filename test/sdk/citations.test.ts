import { ConverseCommand, ConverseStreamCommand } from '@aws-sdk/client-bedrock-runtime'
import type { Message } from '@aws-sdk/client-bedrock-runtime'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { collect } from '../support/collect.ts'
import { invoke, invokeStream } from '../support/invoke.ts'
import { startServer } from '../support/server.ts'

const modelId = 'us.anthropic.claude-sonnet-4-5-20250929-v1:0'
const POLICY =
  'Company leave policy: Employees get 20 days annual leave. Consult with your manager for details.'
const QUESTION = 'How many days of annual leave do employees get?'
const messages: Message[] = [
  {
    role: 'user',
    content: [
      {
        document: {
          format: 'txt',
          name: 'company_policy',
          source: { text: POLICY },
          citations: { enabled: true },
        },
      },
      { text: QUESTION },
    ],
  },
]
const citation = {
  title: 'company_policy',
  sourceContent: [{ text: 'Company leave policy: Employees get 20 days annual leave. ' }],
  location: { documentChar: { documentIndex: 0, start: 0, end: 58 } },
}

let server: Awaited<ReturnType<typeof startServer>>
beforeAll(async () => {
  server = await startServer()
})
afterAll(() => server[Symbol.asyncDispose]())

test('Converse answers with citations between texts, and accepts them back', async () => {
  const { output, usage } = await server.runtime.send(new ConverseCommand({ modelId, messages }))
  const content = output?.message?.content ?? []
  expect(content.map((block) => Object.keys(block)[0])).toEqual([
    'text',
    'citationsContent',
    'text',
  ])
  expect(content[1]?.citationsContent?.citations).toEqual([citation])
  // Citations add a long system prompt by Anthropic.
  expect(usage?.inputTokens).toBeGreaterThan(550)
  expect(usage?.inputTokens).toBeLessThan(750)
  const next = await server.runtime.send(
    new ConverseCommand({
      modelId,
      messages: [
        ...messages,
        { role: 'assistant', content },
        { role: 'user', content: [{ text: 'Who should they consult with?' }] },
      ],
    }),
  )
  expect(next.output?.message?.content?.[1]?.citationsContent?.citations?.[0]?.location).toEqual({
    documentChar: { documentIndex: 0, start: 58, end: 96 },
  })
})

test('a stream sends the citation before the text that it belongs to', async () => {
  const { stream } = await server.runtime.send(new ConverseStreamCommand({ modelId, messages }))
  const deltas = (await collect(stream)).flatMap(({ contentBlockDelta }) => contentBlockDelta ?? [])
  const cited = deltas.filter(({ contentBlockIndex }) => contentBlockIndex === 1)
  expect(cited[0]?.delta?.citation).toEqual(citation)
  expect(cited.slice(1).every(({ delta }) => delta?.text !== undefined)).toBe(true)
})

test("Claude's native body has them on its text blocks, whole and streamed", async () => {
  const body = {
    anthropic_version: 'bedrock-2023-05-31',
    max_tokens: 500,
    messages: [
      {
        role: 'user',
        content: [
          {
            type: 'document',
            title: 'company_policy',
            source: { type: 'text', media_type: 'text/plain', data: POLICY },
            citations: { enabled: true },
          },
          { type: 'text', text: QUESTION },
        ],
      },
    ],
  }
  const native = {
    type: 'char_location',
    cited_text: 'Company leave policy: Employees get 20 days annual leave. ',
    document_index: 0,
    document_title: 'company_policy',
    start_char_index: 0,
    end_char_index: 58,
  }
  const { content } = await invoke<{ content: object[] }>(server.runtime, modelId, body)
  expect(content[1]).toMatchObject({ type: 'text', citations: [native] })
  const chunks = await invokeStream<{ delta?: { type: string; citation?: object } }>(
    server.runtime,
    modelId,
    body,
  )
  expect(chunks.flatMap(({ delta }) => delta?.citation ?? [])).toEqual([native])
})
