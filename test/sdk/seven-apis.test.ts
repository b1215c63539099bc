import {
  ConverseCommand,
  ConverseStreamCommand,
  InvokeModelCommand,
  InvokeModelWithResponseStreamCommand,
} from '@aws-sdk/client-bedrock-runtime'
import type { Message, Tool } from '@aws-sdk/client-bedrock-runtime'
import OpenAI from 'openai'
import { expect, test } from 'vitest'
import { collect } from '../support/collect.ts'
import { fixtureFolder } from '../support/fixture-store.ts'
import { startServer } from '../support/server.ts'
import type { Server } from '../support/server.ts'

// One file of one fixture, asked through every API that leads to a model.

const FIXTURE = `
match: { prompt: weather in Oslo }
answer:
  content:
    - text: I will look.
    - toolUse: { name: weather, input: { city: Oslo } }
  usage: { inputTokens: 21, outputTokens: 12 }
`
const PROMPT = 'What is the weather in Oslo?'
const GPT = 'openai.gpt-oss-120b-1:0'
const CLAUDE = 'us.anthropic.claude-haiku-4-5-20251001-v1:0'
const parameters = { type: 'object' as const, properties: { city: { type: 'string' } } }
const called = { type: 'function' as const, name: 'weather', parameters, strict: false }

/** What each answer says, in one form. */
interface Said {
  text: string
  calls: { name: string; input: unknown }[]
  usage: [input: number | undefined, output: number | undefined]
}

const converse = {
  modelId: GPT,
  messages: [{ role: 'user', content: [{ text: PROMPT }] }] satisfies Message[],
  toolConfig: {
    tools: [{ toolSpec: { name: 'weather', inputSchema: { json: parameters } } }] satisfies Tool[],
  },
}
const chat = {
  messages: [{ role: 'user' as const, content: PROMPT }],
  tools: [{ type: 'function' as const, function: { name: 'weather', parameters } }],
}
const parsed = (text: string | undefined): unknown => JSON.parse(text === '' ? '{}' : (text ?? ''))
const openai = ({ url }: Server) => new OpenAI({ baseURL: `${url}/v1`, apiKey: 'any' })

function ofCompletion({ choices, usage }: OpenAI.ChatCompletion): Said {
  const message = choices[0]?.message
  return {
    text: message?.content ?? '',
    calls: (message?.tool_calls ?? []).flatMap((call) =>
      call.type === 'function'
        ? [{ name: call.function.name, input: parsed(call.function.arguments) }]
        : [],
    ),
    usage: [usage?.prompt_tokens, usage?.completion_tokens],
  }
}

function ofResponse({ output, usage }: OpenAI.Responses.Response): Said {
  return {
    text: output
      .flatMap((item) => (item.type === 'message' ? item.content : []))
      .map((part) => (part.type === 'output_text' ? part.text : ''))
      .join(''),
    calls: output.flatMap((item) =>
      item.type === 'function_call' ? [{ name: item.name, input: parsed(item.arguments) }] : [],
    ),
    usage: [usage?.input_tokens, usage?.output_tokens],
  }
}

const APIS: Readonly<Record<string, (server: Server) => Promise<Said>>> = {
  async Converse({ runtime }) {
    const { output, usage } = await runtime.send(new ConverseCommand(converse))
    const content = output?.message?.content ?? []
    return {
      text: content.map(({ text = '' }) => text).join(''),
      calls: content.flatMap(({ toolUse }) =>
        toolUse ? [{ name: toolUse.name ?? '', input: toolUse.input }] : [],
      ),
      usage: [usage?.inputTokens, usage?.outputTokens],
    }
  },
  async ConverseStream({ runtime }) {
    const { stream } = await runtime.send(new ConverseStreamCommand(converse))
    const said: Said = { text: '', calls: [], usage: [undefined, undefined] }
    let input = ''
    for (const event of await collect(stream)) {
      const { toolUse } = event.contentBlockStart?.start ?? {}
      if (toolUse) said.calls.push({ name: toolUse.name ?? '', input: undefined })
      said.text += event.contentBlockDelta?.delta?.text ?? ''
      input += event.contentBlockDelta?.delta?.toolUse?.input ?? ''
      const usage = event.metadata?.usage
      if (usage) said.usage = [usage.inputTokens, usage.outputTokens]
    }
    return { ...said, calls: said.calls.map(({ name }) => ({ name, input: parsed(input) })) }
  },
  async InvokeModel({ runtime }) {
    const { body } = await runtime.send(
      new InvokeModelCommand({ modelId: GPT, body: JSON.stringify(chat) }),
    )
    return ofCompletion(JSON.parse(body.transformToString()) as OpenAI.ChatCompletion)
  },
  async InvokeModelWithResponseStream({ runtime }) {
    const { body } = await runtime.send(
      new InvokeModelWithResponseStreamCommand({ modelId: GPT, body: JSON.stringify(chat) }),
    )
    const said: Said = { text: '', calls: [], usage: [undefined, undefined] }
    let input = ''
    for (const { chunk } of await collect(body)) {
      const json = JSON.parse(
        Buffer.from(chunk?.bytes ?? []).toString(),
      ) as OpenAI.ChatCompletionChunk & {
        'amazon-bedrock-invocationMetrics'?: { inputTokenCount: number; outputTokenCount: number }
      }
      const delta = json.choices[0]?.delta
      said.text += delta?.content ?? ''
      for (const call of delta?.tool_calls ?? []) {
        if (call.function?.name) said.calls.push({ name: call.function.name, input: undefined })
        input += call.function?.arguments ?? ''
      }
      const metrics = json['amazon-bedrock-invocationMetrics']
      if (metrics) said.usage = [metrics.inputTokenCount, metrics.outputTokenCount]
    }
    return { ...said, calls: said.calls.map(({ name }) => ({ name, input: parsed(input) })) }
  },
  'Chat Completions': async (server) =>
    ofCompletion(
      await openai(server).chat.completions.create({ model: 'openai.gpt-oss-120b', ...chat }),
    ),
  'Chat Completions, streamed': async (server) =>
    ofCompletion(
      await openai(server)
        .chat.completions.stream({
          model: 'openai.gpt-oss-120b',
          ...chat,
          stream_options: { include_usage: true },
        })
        .finalChatCompletion(),
    ),
  Responses: async (server) =>
    ofResponse(
      await openai(server).responses.create({
        model: 'openai.gpt-oss-120b',
        input: PROMPT,
        tools: [called],
      }),
    ),
  async Messages({ url }) {
    const response = await fetch(`${url}/anthropic/v1/messages`, {
      method: 'POST',
      headers: { 'anthropic-version': '2023-06-01' },
      body: JSON.stringify({
        model: CLAUDE,
        max_tokens: 100,
        messages: [{ role: 'user', content: PROMPT }],
        tools: [{ name: 'weather', input_schema: parameters }],
      }),
    })
    const { content, usage } = (await response.json()) as {
      content: { type: string; text?: string; name?: string; input?: unknown }[]
      usage: { input_tokens: number; output_tokens: number }
    }
    return {
      text: content.map(({ text = '' }) => text).join(''),
      calls: content.flatMap(({ type, name = '', input }) =>
        type === 'tool_use' ? [{ name, input }] : [],
      ),
      usage: [usage.input_tokens, usage.output_tokens],
    }
  },
}

test('one fixture says the same words, calls and usage through every API', async () => {
  const folder = fixtureFolder({ 'weather.yaml': FIXTURE })
  await using server = await startServer({ mode: 'replay', fixtures: [folder.path] })
  const table: Record<string, Said> = {}
  for (const [name, ask] of Object.entries(APIS)) table[name] = await ask(server)
  const same: Said = {
    text: 'I will look.',
    calls: [{ name: 'weather', input: { city: 'Oslo' } }],
    usage: [21, 12],
  }
  expect(table).toEqual(Object.fromEntries(Object.keys(APIS).map((name) => [name, same])))
})
