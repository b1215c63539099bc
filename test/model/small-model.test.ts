import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import {
  ConverseCommand,
  ConverseStreamCommand,
  CountTokensCommand,
} from '@aws-sdk/client-bedrock-runtime'
import type { ConverseCommandInput } from '@aws-sdk/client-bedrock-runtime'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { check } from '../../server/commands/model-server/check.ts'
import { configOf } from '../../server/settings/config.ts'
import { collect } from '../support/collect.ts'
import { fixtureFolder } from '../support/fixture-folder.ts'
import { gather } from '../support/gather.ts'
import { invoke, invokeStream } from '../support/invoke.ts'
import { leaves } from '../support/model-behind.ts'
import { printed } from '../support/printed.ts'
import { noBoto3, python } from '../support/python.ts'
import { startServer } from '../support/server.ts'
import type { Server } from '../support/server.ts'

// A real model, whose text is unpredictable: the tests check shapes, stop reasons and counts, and request few tokens.

const CLAUDE = 'us.anthropic.claude-sonnet-4-5-20250929-v1:0'
const url = inject('modelServer')

/** Without sampling, so that the answer is the same each time. */
const asks = (text: string, more: Partial<ConverseCommandInput> = {}) => ({
  modelId: CLAUDE,
  messages: [{ role: 'user' as const, content: [{ text }] }],
  ...more,
  inferenceConfig: { maxTokens: 8, temperature: 0, ...more.inferenceConfig },
})

const SCHEMA = {
  type: 'object',
  properties: { city: { type: 'string', maxLength: 12 } },
  required: ['city'],
  additionalProperties: false,
}

describe.skipIf(url === undefined)('a real model', () => {
  let server: Server
  let folder: Awaited<ReturnType<typeof fixtureFolder>>
  beforeAll(async () => {
    folder = fixtureFolder({})
    server = await startServer({ modelServer: url ?? '', fixtures: [folder.path] })
  })
  afterAll(async () => {
    await server[Symbol.asyncDispose]()
    folder[Symbol.dispose]()
  })
  const send = (text: string, more?: Partial<ConverseCommandInput>) =>
    server.runtime.send(new ConverseCommand(asks(text, more)))

  test('answers whole and streamed, and reports max_tokens', async () => {
    const { output, stopReason, usage } = await send('Count from one to one hundred.')
    expect(output?.message?.content?.[0]?.text).not.toBe('')
    expect(stopReason).toBe('max_tokens')
    const { inputTokens } = await server.runtime.send(
      new CountTokensCommand({
        modelId: 'anthropic.claude-sonnet-4-5-20250929-v1:0',
        input: { converse: { messages: asks('Count from one to one hundred.').messages } },
      }),
    )
    expect(usage?.inputTokens).toBe(inputTokens)
    const { stream } = await server.runtime.send(
      new ConverseStreamCommand(asks('Count from one to one hundred.')),
    )
    const events = await collect(stream)
    expect(gather(events)).toHaveLength(1)
    expect(events.filter(({ contentBlockDelta }) => contentBlockDelta).length).toBeGreaterThan(3)
    expect(server.journal.list().at(0)?.served).toMatchObject({
      model: expect.stringMatching(/SmolLM2.*gguf$/) as string,
      usage: { outputTokens: 8 },
    })
  })

  test('answers in native bodies', async () => {
    const prompt = { prompt: 'Name a fruit.', max_gen_len: 6, temperature: 0 }
    const llama = 'us.meta.llama3-3-70b-instruct-v1:0'
    expect(await invoke(server.runtime, llama, prompt)).toMatchObject({
      generation: expect.stringMatching(/./) as string,
      stop_reason: expect.stringMatching(/^(length|stop)$/) as string,
    })
    const chunks = await invokeStream<{ generation: string }>(server.runtime, llama, prompt)
    expect(chunks.length).toBeGreaterThan(2)
  })

  test('reads a system prompt and several turns, and continues a prefill', async () => {
    const { output } = await send('', {
      system: [{ text: 'You are brief.' }],
      messages: [
        { role: 'user', content: [{ text: 'What is two and two?' }] },
        { role: 'assistant', content: [{ text: 'Four.' }] },
        { role: 'user', content: [{ text: 'And three and three?' }] },
        { role: 'assistant', content: [{ text: 'It is' }] },
      ],
    })
    expect(output?.message?.content?.[0]?.text).not.toMatch(/^(It is|$)/)
  })

  test('a stop sequence ends the text before it', async () => {
    const answer = await send('Say: one, two, three, four, five', {
      inferenceConfig: { maxTokens: 40, stopSequences: [' ', 'e'] },
    })
    expect(answer.stopReason).toBe('stop_sequence')
    expect(answer.output?.message?.content?.[0]?.text).not.toMatch(/[ e]/)
  })

  test('a forced tool is called, although the model does not support tools', async () => {
    const { output, stopReason } = await send('Weather in Rome?', {
      inferenceConfig: { maxTokens: 24 },
      toolConfig: {
        tools: [{ toolSpec: { name: 'weather', inputSchema: { json: SCHEMA } } }],
        toolChoice: { any: {} },
      },
    })
    expect(stopReason).toBe('tool_use')
    expect(output?.message?.content).toMatchObject([
      { toolUse: { name: 'weather', input: { city: expect.any(String) as string } } },
    ])
  })

  test('structured output conforms to its schema', async () => {
    const structure = { jsonSchema: { schema: JSON.stringify(SCHEMA), name: 'city' } }
    const { output } = await send('Name a city.', {
      inferenceConfig: { maxTokens: 40 },
      outputConfig: { textFormat: { type: 'json_schema', structure } },
    })
    const value: unknown = JSON.parse(output?.message?.content?.[0]?.text ?? '')
    expect(value).toEqual({ city: expect.any(String) as string })
  })

  test('what it does not support is reported in its own words and as a Bedrock error', async () => {
    const bytes = Buffer.from('iVBORw0KGgo=', 'base64')
    await expect(
      send('', {
        messages: [
          {
            role: 'user',
            content: [{ image: { format: 'png', source: { bytes } } }, { text: 'What?' }],
          },
        ],
      }),
    ).rejects.toThrow(/image input is not supported/)
    await expect(send('word '.repeat(3_000))).rejects.toThrow(
      /prompt is too long: \d+ tokens > 2048/,
    )
  })

  test('a client that disconnects frees it for the next call', async () => {
    await leaves(server.url, asks('Write a story.', { inferenceConfig: { maxTokens: 2_000 } }))
    await expect.poll(() => server.journal.list().at(-1)?.ended).toBe('client left')
    expect((await send('Hi')).stopReason).toBeDefined()
  })

  test('its answers become fixtures', async () => {
    await send('Name a colour.')
    const { saved } = (await (
      await fetch(`${server.url}/_admin/journal/save`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ ids: [server.journal.list().at(-1)?.id] }),
      })
    ).json()) as { saved: { file: string }[] }
    expect(existsSync(saved[0]?.file ?? '')).toBe(true)
    expect(readdirSync(join(folder.path, 'saved'))).toHaveLength(1)
    const { $metadata, output } = await send('Name a colour.')
    expect($metadata.httpStatusCode).toBe(200)
    expect(output).toBeDefined()
    await expect.poll(() => server.journal.list().at(-1)?.source).toBe('fixture')
  })

  test.skipIf(noBoto3 !== undefined)('answers boto3', async () => {
    const got = await python<Record<string, unknown>>('model', server.url)
    expect(got).toMatchObject({
      source: 'model',
      text: expect.stringMatching(/./) as string,
      streamed: expect.stringMatching(/./) as string,
      native: expect.stringMatching(/^(max_tokens|end_turn)$/) as string,
      forced: { name: 'fruit', input: { name: expect.any(String) as string } },
      stopReason: 'tool_use',
    })
  })

  test('model-server check reports on each ability', async () => {
    const { code, text } = await printed(() =>
      check({ model: undefined, maxTokens: 8 }, [url ?? ''], configOf({})),
    )
    expect(code).toBe(0)
    expect(text).toMatch(/^text +native/m)
    expect(text).toMatch(/^stream +native/m)
    expect(text).toMatch(/^forced tool +emulated/m)
    expect(text).toMatch(/^schema +native/m)
    expect(text).toMatch(/^image +missing/m)
    expect(text).toMatch(/^embeddings +missing/m)
  })
})
