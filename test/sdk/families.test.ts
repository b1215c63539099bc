import {
  ConverseCommand,
  ConverseStreamCommand,
  CountTokensCommand,
  InvokeModelCommand,
  InvokeModelWithResponseStreamCommand,
} from '@aws-sdk/client-bedrock-runtime'
import { describe, expect, test } from 'vitest'
import { families } from '../support/families.ts'
import { collect } from '../support/collect.ts'
import { userSays } from '../support/questions.ts'
import { startServer } from '../support/server.ts'

const prompt = 'Tell me about the harbour of Genoa.'
const messages = userSays(prompt)

describe.each(families)('$family', ({ modelId, body, textOf }) => {
  test('answers Converse with a message that refers to the prompt', async () => {
    await using server = await startServer()
    const answer = await server.runtime.send(new ConverseCommand({ modelId, messages }))
    const text = answer.output?.message?.content?.map((block) => block.text ?? '').join('')
    expect(text).toContain('harbour')
    expect(answer.output?.message?.role).toBe('assistant')
    expect(answer.stopReason).toBe('end_turn')
    const { inputTokens = 0, outputTokens = 0, totalTokens } = answer.usage ?? {}
    expect(totalTokens).toBe(inputTokens + outputTokens)
    expect(answer.$metadata.requestId).toMatch(/^[0-9a-f-]{36}$/)
  })

  test('streams the same text through ConverseStream, metadata last', async () => {
    await using server = await startServer()
    const whole = await server.runtime.send(new ConverseCommand({ modelId, messages }))
    const { stream } = await server.runtime.send(new ConverseStreamCommand({ modelId, messages }))
    const events = await collect(stream)
    const text = events.map((event) => event.contentBlockDelta?.delta?.text ?? '').join('')
    expect(text).toBe(whole.output?.message?.content?.map((block) => block.text ?? '').join(''))
    expect(Object.keys(events[0] ?? {})).toEqual(['messageStart'])
    expect(events.at(-2)?.messageStop?.stopReason).toBe('end_turn')
    const { inputTokens, outputTokens, totalTokens } = whole.usage ?? {}
    expect(events.at(-1)?.metadata?.usage).toEqual({ inputTokens, outputTokens, totalTokens })
    expect(events.some((event) => event.contentBlockStart !== undefined)).toBe(false)
  })

  test('answers InvokeModel in its native format', async () => {
    await using server = await startServer()
    const answer = await server.runtime.send(
      new InvokeModelCommand({ modelId, body: JSON.stringify(body(prompt)) }),
    )
    expect(textOf(JSON.parse(answer.body.transformToString()) as never)).toContain('harbour')
    expect(answer.contentType).toBe('application/json')
  })

  test('streams native chunks, the last with the invocation metrics', async () => {
    await using server = await startServer()
    const answer = await server.runtime.send(
      new InvokeModelWithResponseStreamCommand({ modelId, body: JSON.stringify(body(prompt)) }),
    )
    const chunks: object[] = []
    for await (const { chunk } of answer.body ?? []) {
      chunks.push(JSON.parse(new TextDecoder().decode(chunk?.bytes)) as object)
    }
    expect(JSON.stringify(chunks)).toContain('harbour')
    expect(chunks.at(-1)).toMatchObject({
      'amazon-bedrock-invocationMetrics': {
        inputTokenCount: expect.any(Number),
        outputTokenCount: expect.any(Number),
      },
    })
    expect(answer.contentType).toBe('application/json')
  })
})

test('CountTokens agrees with the usage of Converse', async () => {
  await using server = await startServer()
  const modelId = 'anthropic.claude-3-haiku-20240307-v1:0'
  const { inputTokens } = await server.runtime.send(
    new CountTokensCommand({
      modelId: 'anthropic.claude-sonnet-4-20250514-v1:0',
      input: { converse: { messages } },
    }),
  )
  const { usage } = await server.runtime.send(new ConverseCommand({ modelId, messages }))
  expect(inputTokens).toBe(usage?.inputTokens)
})
