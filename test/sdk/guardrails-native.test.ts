import {
  InvokeModelCommand,
  InvokeModelWithResponseStreamCommand,
} from '@aws-sdk/client-bedrock-runtime'
import { describe, expect, test } from 'vitest'
import { collect } from '../support/collect.ts'
import { claude, guardedServer, modelId } from '../support/guarded-server.ts'

const named = {
  guardrailIdentifier: 'abcdefghijkl',
  guardrailVersion: '1',
  trace: 'ENABLED',
} as const

const nova = (text: string) => JSON.stringify({ messages: [{ role: 'user', content: [{ text }] }] })

describe('InvokeModel', () => {
  test("a masked body ends with the trace and the guardrail's action", async () => {
    await using server = await guardedServer()
    const answer = await server.runtime.send(
      new InvokeModelCommand({ modelId, ...named, body: nova('mail') }),
    )
    const body = JSON.parse(answer.body.transformToString()) as Record<string, unknown>
    expect(Object.keys(body).slice(-2)).toEqual([
      'amazon-bedrock-trace',
      'amazon-bedrock-guardrailAction',
    ])
    expect(body).toMatchObject({
      output: { message: { content: [{ text: 'Write to {EMAIL} today.' }] } },
      stopReason: 'end_turn',
      'amazon-bedrock-trace': { guardrail: { outputs: [{ abcdefghijkl: {} }] } },
      'amazon-bedrock-guardrailAction': 'INTERVENED',
    })
  })

  test('a blocked answer of Claude has neither id nor usage', async () => {
    await using server = await guardedServer()
    const answer = await server.runtime.send(
      new InvokeModelCommand({
        modelId: claude,
        ...named,
        trace: 'DISABLED',
        body: JSON.stringify({
          anthropic_version: 'bedrock-2023-05-31',
          max_tokens: 10,
          messages: [{ role: 'user', content: 'walrus' }],
        }),
      }),
    )
    expect(JSON.parse(answer.body.transformToString())).toEqual({
      type: 'message',
      role: 'assistant',
      content: [{ type: 'text', text: 'Input blocked.' }],
      'amazon-bedrock-guardrailAction': 'INTERVENED',
    })
  })

  test('tags mark the guarded content', async () => {
    await using server = await guardedServer()
    const name = 'amazon-bedrock-guardrails-guardContent_xyz'
    const ask = async (text: string) => {
      const body = {
        messages: [{ role: 'user', content: [{ text }] }],
        'amazon-bedrock-guardrailConfig': { tagSuffix: 'xyz' },
      }
      const answer = await server.runtime.send(
        new InvokeModelCommand({ modelId, ...named, body: JSON.stringify(body) }),
      )
      return answer.body.transformToString()
    }
    expect(await ask(`plain walrus <${name}>hi</${name}>`)).toContain('"NONE"')
    expect(await ask(`plain <${name}>walrus</${name}>`)).toContain('Input blocked.')
  })

  test.each([
    ['anthropic.claude-3-haiku-20240307-v1:0', { max_tokens: 10 }],
    ['openai.gpt-oss-20b-1:0', {}],
    ['mistral.mistral-large-2402-v1:0', {}],
    ['ai21.jamba-1-5-mini-v1:0', {}],
  ])('the trace of %s has the original body, with the ids of the answer', async (model, more) => {
    await using server = await guardedServer()
    const toolUse = { name: 'search', input: {} }
    server.store.add(server.sessions.get('test'), {
      match: { prompt: 'walruses' },
      answer: { content: [{ text: 'A walrus.' }, { toolUse }], stopReason: 'tool_use' },
    })
    server.store.add(server.sessions.get('test'), {
      match: { prompt: 'letters' },
      answer: { content: [{ text: 'Ask jane@example.com.' }, { toolUse }], stopReason: 'tool_use' },
    })
    const ask = async (content: string) => {
      const sent = { messages: [{ role: 'user', content }], ...more }
      const version = model.startsWith('anthropic') && { anthropic_version: 'bedrock-2023-05-31' }
      const { body } = await server.runtime.send(
        new InvokeModelCommand({
          modelId: model,
          ...named,
          body: JSON.stringify({ ...version, ...sent }),
        }),
      )
      const {
        'amazon-bedrock-trace': trace,
        'amazon-bedrock-guardrailAction': action,
        ...answer
      } = JSON.parse(body.transformToString()) as Record<string, unknown>
      expect(action).toBe('INTERVENED')
      const { modelOutput } = (trace as { guardrail: { modelOutput: [string] } }).guardrail
      return { answer, modelOutput: modelOutput[0] }
    }
    const masked = await ask('letters')
    expect(masked.modelOutput.replace('jane@example.com', '{EMAIL}')).toBe(
      JSON.stringify(masked.answer),
    )
    const blocked = await ask('walruses')
    expect(blocked.modelOutput).toContain('A walrus.')
    const { id } = JSON.parse(blocked.modelOutput) as { id: string }
    expect(blocked.answer['id']).toBe(id)
    expect(masked.answer['id']).not.toBe(id)
  })

  test('a guardrail with only half of its headers is refused', async () => {
    await using server = await guardedServer()
    const sent = { modelId, guardrailIdentifier: 'abcdefghijkl', body: nova('plain') }
    for (const command of [
      server.runtime.send(new InvokeModelCommand(sent)),
      server.runtime.send(new InvokeModelWithResponseStreamCommand(sent)),
    ])
      await expect(command).rejects.toMatchObject({
        name: 'ValidationException',
        message: expect.stringContaining('provided together') as string,
        $metadata: { httpStatusCode: 400 },
      })
  })

  test('a configuration without a guardrail is refused', async () => {
    await using server = await guardedServer()
    const body = {
      messages: [{ role: 'user', content: [{ text: 'plain' }] }],
      'amazon-bedrock-guardrailConfig': { tagSuffix: 'xyz' },
    }
    const command = new InvokeModelCommand({ modelId, body: JSON.stringify(body) })
    await expect(server.runtime.send(command)).rejects.toMatchObject({
      name: 'ValidationException',
      message: expect.stringContaining('guardrailIdentifier must be provided') as string,
    })
  })

  test('a masked stream of Nova reports this in the chunks with text, and in the last one', async () => {
    await using server = await guardedServer()
    const { body } = await server.runtime.send(
      new InvokeModelWithResponseStreamCommand({ modelId, ...named, body: nova('mail') }),
    )
    const events = await collect(body)
    const chunks = events.map(
      ({ chunk }) =>
        JSON.parse(new TextDecoder().decode(chunk?.bytes)) as Record<string, unknown> & {
          contentBlockDelta?: { delta: { text: string } }
        },
    )
    const texts = chunks.flatMap(({ contentBlockDelta }) => contentBlockDelta?.delta.text ?? [])
    expect(texts.join('')).toBe('Write to {EMAIL} today.')
    for (const chunk of chunks) {
      const isReported =
        (chunk.contentBlockDelta?.delta.text ?? '') !== '' || chunk === chunks.at(-1)
      expect('amazon-bedrock-guardrailAction' in chunk).toBe(isReported)
    }
    expect(Object.keys(chunks.at(-1) ?? {}).slice(-2)).toEqual([
      'amazon-bedrock-guardrailAction',
      'amazon-bedrock-trace',
    ])
  })
})
