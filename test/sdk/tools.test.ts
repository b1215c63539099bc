import { ConverseCommand, ConverseStreamCommand } from '@aws-sdk/client-bedrock-runtime'
import type {
  ContentBlock,
  ConverseCommandInput,
  Message,
  Tool,
  ToolChoice,
} from '@aws-sdk/client-bedrock-runtime'
import { describe, expect, test } from 'vitest'
import { collect } from '../support/collect.ts'
import { gather } from '../support/gather.ts'
import { sharedServer } from '../support/server.ts'
import { description, schema } from '../support/weather-tool.ts'

const server = sharedServer()

const weather: Tool = {
  toolSpec: { name: 'get_weather', description, inputSchema: { json: schema } },
}
const clock: Tool = {
  toolSpec: {
    name: 'get_clock',
    description: 'The time of day',
    inputSchema: { json: { type: 'object', properties: {} } },
  },
}
const question = 'What is the weather in Genoa?'
const ask = (text: string): Message => ({ role: 'user', content: [{ text }] })

const models = [
  ['Claude', 'us.anthropic.claude-sonnet-4-5-20250929-v1:0'],
  ['Nova', 'amazon.nova-lite-v1:0'],
  ['gpt-oss', 'openai.gpt-oss-120b-1:0'],
] as const

interface Answer {
  content: ContentBlock[]
  stopReason: string | undefined
}

/** The same answer through both operations. */
const ways: readonly [string, (input: ConverseCommandInput) => Promise<Answer>][] = [
  [
    'Converse',
    async (input) => {
      const { output, stopReason } = await server.runtime.send(new ConverseCommand(input))
      return { content: output?.message?.content ?? [], stopReason }
    },
  ],
  [
    'ConverseStream',
    async (input) => {
      const { stream } = await server.runtime.send(new ConverseStreamCommand(input))
      const events = await collect(stream)
      return { content: gather(events), stopReason: events.at(-2)?.messageStop?.stopReason }
    },
  ],
]

const callOf = ({ content }: Answer) =>
  content.find(({ toolUse }) => toolUse !== undefined)?.toolUse ?? { toolUseId: '', input: null }

describe.each(ways)('%s', (_way, send) => {
  test.each(models)(
    '%s calls a tool, accepts its result and ends the turn',
    async (name, modelId) => {
      const toolConfig = { tools: [clock, weather] }
      const messages = [ask(question)]
      const first = await send({ modelId, messages, toolConfig })
      expect(first.stopReason).toBe('tool_use')
      const call = callOf(first)
      expect(call).toMatchObject({ name: 'get_weather', input: { city: 'Genoa' } })
      expect(call.toolUseId).toMatch(/^[a-zA-Z0-9_.:-]{1,64}$/)
      // gpt-oss reasons and calls without any text.
      if (name !== 'gpt-oss') expect(first.content[0]?.text).toMatch(/\S/)

      const result: Message = {
        role: 'user',
        content: [
          {
            toolResult: {
              toolUseId: call.toolUseId,
              content: [{ json: { temperature: 19, sky: 'hazy' } }],
            },
          },
        ],
      }
      const second = await send({
        modelId,
        messages: [...messages, { role: 'assistant', content: first.content }, result],
        toolConfig,
      })
      expect(second.stopReason).toBe('end_turn')
      const text = second.content.map((block) => block.text ?? '').join('')
      expect(text).toContain('19')
      expect(text).toContain('hazy')
    },
  )

  test.each(models)(
    '%s does not use the tools if the prompt is not about them',
    async (_, modelId) => {
      const answer = await send({
        modelId,
        messages: [ask('Write a limerick about a cobbler.')],
        toolConfig: { tools: [weather], toolChoice: { auto: {} } },
      })
      expect(answer.stopReason).toBe('end_turn')
      expect(answer.content.some(({ toolUse }) => toolUse !== undefined)).toBe(false)
    },
  )

  test.each([
    ['any', { any: {} }, 'get_weather'],
    ['tool', { tool: { name: 'get_clock' } }, 'get_clock'],
  ] as [string, ToolChoice, string][])(
    'toolChoice %s always calls, whatever the prompt',
    async (_, toolChoice, name) => {
      for (const [, modelId] of models) {
        const answer = await send({
          modelId,
          messages: [ask('Write a limerick about a cobbler.')],
          toolConfig: { tools: [weather, clock], toolChoice },
        })
        expect(answer.stopReason).toBe('tool_use')
        expect(callOf(answer)).toMatchObject({ name })
      }
    },
  )

  test('two places are two calls, and both results are required', async () => {
    const modelId = models[0][1]
    const toolConfig = { tools: [weather] }
    const messages = [ask('What is the weather in Genoa and in Turin?')]
    const first = await send({ modelId, messages, toolConfig })
    const calls = first.content.flatMap(({ toolUse }) => (toolUse === undefined ? [] : [toolUse]))
    expect(calls.map(({ input }) => input)).toMatchObject([{ city: 'Genoa' }, { city: 'Turin' }])
    const [one] = calls
    const failure = send({
      modelId,
      messages: [
        ...messages,
        { role: 'assistant', content: first.content },
        {
          role: 'user',
          content: [{ toolResult: { toolUseId: one?.toolUseId, content: [{ text: 'hazy' }] } }],
        },
      ],
      toolConfig,
    })
    await expect(failure).rejects.toMatchObject({
      name: 'ValidationException',
      message: `Expected toolResult blocks at messages.2.content for the following Ids: ${calls[1]?.toolUseId}`,
    })
  })

  test('a failed tool is reported as failed', async () => {
    const modelId = models[0][1]
    const toolConfig = { tools: [weather] }
    const messages = [ask(question)]
    const first = await send({ modelId, messages, toolConfig })
    const second = await send({
      modelId,
      messages: [
        ...messages,
        { role: 'assistant', content: first.content },
        {
          role: 'user',
          content: [
            {
              toolResult: {
                toolUseId: callOf(first).toolUseId,
                status: 'error',
                content: [{ text: 'the station is down' }],
              },
            },
          ],
        },
      ],
      toolConfig,
    })
    expect(second.stopReason).toBe('end_turn')
    expect(second.content.map(({ text }) => text).join('')).toContain('the station is down')
  })
})

test.each([
  ['mistral.mistral-7b-instruct-v0:2', { auto: {} }, "This model doesn't support tool use."],
  [
    'us.meta.llama3-3-70b-instruct-v1:0',
    { any: {} },
    "This model doesn't support the toolConfig.toolChoice.any field. Remove toolConfig.toolChoice.any and try again.",
  ],
] as [string, ToolChoice, string][])(
  '%s with toolChoice %j: %s',
  async (modelId, toolChoice, message) => {
    const call = server.runtime.send(
      new ConverseCommand({
        modelId,
        messages: [ask(question)],
        toolConfig: { tools: [weather], toolChoice },
      }),
    )
    await expect(call).rejects.toMatchObject({ name: 'ValidationException', message })
  },
)
