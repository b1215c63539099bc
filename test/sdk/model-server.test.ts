import { ConverseCommand, ConverseStreamCommand } from '@aws-sdk/client-bedrock-runtime'
import type { ConverseCommandInput, ToolConfiguration } from '@aws-sdk/client-bedrock-runtime'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { collect } from '../support/collect.ts'
import { gather } from '../support/gather.ts'
import { addGuardrail } from '../support/guardrail.ts'
import { invoke, invokeStream } from '../support/invoke.ts'
import { asks, behind, CLAUDE, NOVA } from '../support/model-behind.ts'
import type { Behind } from '../support/model-behind.ts'
import { chunk, says, streams } from '../support/model-server.ts'
import { startServer } from '../support/server.ts'

let standIn: Behind['standIn']
let server: Behind['server']
let close: Behind['close']

beforeAll(async () => void ({ standIn, server, close } = await behind()))
afterAll(() => close())
beforeEach(() => standIn.answers(says('Rome is in Italy.')))

const converse = (more?: Partial<ConverseCommandInput>) =>
  server.runtime.send(new ConverseCommand(asks(undefined, more)))
const stream = async (more?: Partial<ConverseCommandInput>) =>
  collect((await server.runtime.send(new ConverseStreamCommand(asks(undefined, more)))).stream)

const weather = { type: 'object', properties: { city: { type: 'string' } } }
const toolConfig = (toolChoice?: object): ToolConfiguration =>
  ({
    tools: ['weather', 'time'].map((name) => ({
      toolSpec: { name, inputSchema: { json: weather } },
    })),
    ...(toolChoice && { toolChoice }),
  }) as ToolConfiguration

/** The headers and body of a plain call. */
async function posted(path: string, body: object): Promise<Response> {
  return fetch(`${server.url}/model/${NOVA}/${path}`, {
    method: 'POST',
    body: JSON.stringify(body),
  })
}

describe('a model answers', () => {
  test('Converse, with our usage and the source', async () => {
    const answer = await posted('converse', asks())
    expect(answer.headers.get('x-bedrock-local-source')).toBe('model')
    expect(answer.headers.get('x-bedrock-local-model')).toBe('small')
    expect(await answer.json()).toMatchObject({
      output: { message: { content: [{ text: 'Rome is in Italy.' }] } },
      stopReason: 'end_turn',
      usage: { inputTokens: 4, outputTokens: 5, totalTokens: 9 },
    })
    const last = () => server.journal.list({ session: 'default' }).at(-1)
    await expect.poll(last).toMatchObject({
      source: 'model',
      served: { model: 'small', usage: { inputTokens: 11, outputTokens: 7 } },
      reply: { content: [{ text: 'Rome is in Italy.' }] },
    })
  })

  test('ConverseStream', async () => {
    const events = await stream({ modelId: CLAUDE })
    expect(gather(events)).toEqual([{ text: 'Rome is in Italy.' }])
    expect(events.filter(({ contentBlockDelta }) => contentBlockDelta)).toHaveLength(4)
    expect(events.at(-1)?.metadata?.usage).toMatchObject({ outputTokens: 5 })
  })

  test('InvokeModel and its stream, in native bodies', async () => {
    const body = {
      anthropic_version: 'bedrock-2023-05-31',
      max_tokens: 50,
      messages: [{ role: 'user', content: 'Where is Rome?' }],
    }
    expect(await invoke(server.runtime, CLAUDE, body)).toMatchObject({
      content: [{ type: 'text', text: 'Rome is in Italy.' }],
      stop_reason: 'end_turn',
    })
    const chunks = await invokeStream<{ delta?: { text?: string } }>(server.runtime, CLAUDE, body)
    expect(chunks.map(({ delta }) => delta?.text ?? '').join('')).toBe('Rome is in Italy.')
    expect(standIn.requests.at(-1)).toMatchObject({ model: 'small', max_tokens: 50 })
  })

  test('a tool call, with an id of ours, and its result', async () => {
    const call = { index: 0, id: 'x', function: { name: 'weather', arguments: '{"city":"Rome"}' } }
    standIn.answers(streams(chunk({ tool_calls: [call] }), chunk({}, 'stop')))
    const events = await stream({ modelId: CLAUDE, toolConfig: toolConfig() })
    expect(gather(events)).toEqual([
      {
        toolUse: {
          toolUseId: expect.stringMatching(/^tooluse_/) as string,
          name: 'weather',
          input: { city: 'Rome' },
        },
      },
    ])
    expect(events.find(({ messageStop }) => messageStop)?.messageStop?.stopReason).toBe('tool_use')
  })

  test('nothing is buffered: each delta arrives before the server writes the next', async () => {
    const waiting: (() => void)[] = []
    const seen: string[] = []
    standIn.answers(async (_request, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      for (const word of ['one', 'two', 'three']) {
        response.write(`data: ${JSON.stringify(chunk({ content: word }))}\n\n`)
        // oxlint-disable-next-line no-await-in-loop -- the client must have it before the next is written
        await new Promise<void>((resolve) => waiting.push(resolve))
      }
      response.end(`data: ${JSON.stringify(chunk({}, 'stop'))}\n\ndata: [DONE]\n\n`)
    })
    const { stream: events } = await server.runtime.send(new ConverseStreamCommand(asks()))
    for await (const { contentBlockDelta } of events ?? []) {
      if (contentBlockDelta?.delta?.text === undefined) continue
      seen.push(contentBlockDelta.delta.text)
      waiting.shift()?.()
    }
    expect(seen).toEqual(['one', 'two', 'three'])
  })

  test('50 concurrent streams', async () => {
    const all = await Promise.all(Array.from({ length: 50 }, () => stream()))
    expect(all.map((events) => gather(events))).toEqual(
      all.map(() => [{ text: 'Rome is in Italy.' }]),
    )
  })

  test('an image or a ranking is invented, with a warning', async () => {
    const { taskType, ...rest } = { taskType: 'TEXT_IMAGE', textToImageParams: { text: 'a dog' } }
    const body = { taskType, ...rest }
    expect(await invoke(server.runtime, 'amazon.titan-image-generator-v2:0', body)).toHaveProperty(
      'images',
    )
    await expect
      .poll(() => server.journal.list().at(-1))
      .toMatchObject({
        source: 'invented',
        warnings: [expect.stringContaining('no API for images')],
      })
  })
})

describe('a forced tool', () => {
  test.each([
    ['any', { any: {} }, '{"name":"time","arguments":{"city":"Rome"}}', 'time'],
    ['one', { tool: { name: 'weather' } }, 'Sure: {"city":"Rome"}', 'weather'],
  ])(
    '%s: a server that ignores it is asked for the arguments',
    async (_name, choice, output, name) => {
      standIn.answers((request, response) =>
        says('response_format' in request ? output : 'I would rather talk.')(request, response),
      )
      const answer = await converse({ modelId: CLAUDE, toolConfig: toolConfig(choice) })
      expect(answer.stopReason).toBe('tool_use')
      expect(answer.output?.message?.content).toMatchObject([
        { toolUse: { name, input: { city: 'Rome' } } },
      ])
    },
  )

  test('arguments that are not JSON end as malformed_tool_use', async () => {
    standIn.answers(says('No.'))
    const answer = await converse({ modelId: CLAUDE, toolConfig: toolConfig({ any: {} }) })
    expect(answer.stopReason).toBe('malformed_tool_use')
  })

  test('a server that obeys it is trusted, except for text and calls of other tools', async () => {
    await using fresh = await startServer({ modelServer: standIn.url })
    const call = { id: 'x', function: { name: 'weather', arguments: '{"city":"Rome"}' } }
    standIn.answers(
      streams(
        chunk({ content: 'I look.' }),
        chunk({ tool_calls: [call] }),
        chunk({}, 'tool_calls'),
      ),
    )
    const answer = await fresh.runtime.send(
      new ConverseCommand(asks('Hi', { modelId: CLAUDE, toolConfig: toolConfig({ any: {} }) })),
    )
    expect(answer.output?.message?.content).toMatchObject([{ toolUse: { name: 'weather' } }])
    expect(standIn.requests.at(-1)).toMatchObject({ tool_choice: 'required' })
  })
})

describe('in combination with', () => {
  test('guardrails: a synchronous one masks before anything is sent, an asynchronous one blocks at the end', async () => {
    addGuardrail(server, { wordPolicy: { words: [{ text: 'Italy' }] } })
    const guardrail = {
      guardrailIdentifier: 'abcdefghijkl',
      guardrailVersion: '1',
      trace: 'enabled' as const,
    }
    const guarded = (streamProcessingMode: 'sync' | 'async') =>
      stream({ guardrailConfig: { ...guardrail, streamProcessingMode } as typeof guardrail })
    const stopIn = (events: Awaited<ReturnType<typeof stream>>) =>
      events.find(({ messageStop }) => messageStop)?.messageStop?.stopReason
    const blocked = await guarded('sync')
    expect(gather(blocked)).toEqual([{ text: 'Output blocked.' }])
    const late = await guarded('async')
    expect(gather(late)).toEqual([{ text: 'Rome is in Italy.Output blocked.' }])
    for (const events of [blocked, late]) {
      expect(stopIn(events)).toBe('guardrail_intervened')
      expect(events.at(-1)?.metadata?.trace?.guardrail?.outputAssessments).toBeDefined()
    }
  })

  test('faults', async () => {
    server.faults.add(server.sessions.get('test'), {
      match: { prompt: 'cut me' },
      cut: { afterEvents: 2 },
    })
    const client = server.client({ maxAttempts: 1 })
    const { stream: events } = await client.send(new ConverseStreamCommand(asks('cut me')))
    await expect(collect(events)).rejects.toThrow()
  })

  test('fixtures: they come first, and can leave the answer to the model, also in replay mode', async () => {
    await using replay = await startServer({ modelServer: standIn.url, mode: 'replay' })
    const session = replay.sessions.get('test')
    replay.store.add(session, { name: 'asks', match: { prompt: 'Rome' }, answer: { model: true } })
    replay.store.add(session, { match: { prompt: 'Oslo' }, answer: { text: 'Fixed.' } })
    const send = (text: string) => replay.runtime.send(new ConverseCommand(asks(text)))
    const answerTo = async (text: string) => (await send(text)).output?.message?.content?.[0]?.text
    expect(await answerTo('Where is Rome?')).toBe('Rome is in Italy.')
    await expect
      .poll(() => replay.journal.list().at(-1))
      .toMatchObject({ source: 'model', fixture: 'asks' })
    expect(await answerTo('Where is Oslo?')).toBe('Fixed.')
    await expect(send('Where is Bonn?')).rejects.toMatchObject({ name: 'FixtureNotFoundException' })
  })

  test('embeddings: cut to the requested size, or invented if the model has too few dimensions', async () => {
    standIn.answers((_request, response) => {
      const embedding = [3, 4, ...Array.from({ length: 298 }, () => 0)]
      response.setHeader('content-type', 'application/json')
      response.end(JSON.stringify({ data: [{ index: 0, embedding }] }))
    })
    const ask = (dimensions: number) =>
      invoke<{ embedding: number[] }>(server.runtime, 'amazon.titan-embed-text-v2:0', {
        inputText: 'Rome',
        dimensions,
      })
    expect((await ask(256)).embedding.slice(0, 3)).toEqual([0.6, 0.8, 0])
    expect(standIn.requests.at(-1)).toMatchObject({ model: 'vectors', input: ['Rome'] })
    expect((await ask(512)).embedding).toHaveLength(512)
    await expect
      .poll(() => server.journal.list().at(-1))
      .toMatchObject({
        source: 'invented',
        warnings: [expect.stringContaining('300 dimensions')],
      })
  })
})
