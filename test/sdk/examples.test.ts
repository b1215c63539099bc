import { BedrockClient, GetFoundationModelCommand } from '@aws-sdk/client-bedrock'
import {
  BedrockRuntimeClient,
  ConverseCommand,
  ConverseStreamCommand,
} from '@aws-sdk/client-bedrock-runtime'
import type { Message } from '@aws-sdk/client-bedrock-runtime'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { noBoto3, python } from '../support/python.ts'
import { startServer } from '../support/server.ts'
import type { Server } from '../support/server.ts'

// Programs like those that AWS publishes for Bedrock: they set a region and nothing else, and only the environment
// points them here. Many of their models have left the catalogue since, and still answer.

let server: Server
let client: BedrockRuntimeClient
beforeAll(async () => {
  server = await startServer()
  vi.stubEnv('AWS_ENDPOINT_URL_BEDROCK_RUNTIME', server.url)
  vi.stubEnv('AWS_ENDPOINT_URL_BEDROCK', server.url)
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'test')
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'test')
  client = new BedrockRuntimeClient({ region: 'us-east-1' })
})
afterAll(async () => {
  client.destroy()
  vi.unstubAllEnvs()
  await server[Symbol.asyncDispose]()
})

const question = "What is a 'hello world' program good for? One line, please."
const conversation: Message[] = [{ role: 'user', content: [{ text: question }] }]
const inferenceConfig = { maxTokens: 512, temperature: 0.5, topP: 0.9 }

const chatModels = [
  'amazon.nova-lite-v1:0',
  'amazon.titan-text-express-v1',
  'amazon.titan-text-lite-v1',
  'amazon.titan-text-premier-v1:0',
  'anthropic.claude-v2',
  'anthropic.claude-v2:1',
  'anthropic.claude-instant-v1',
  'anthropic.claude-3-haiku-20240307-v1:0',
  'anthropic.claude-3-sonnet-20240229-v1:0',
  'anthropic.claude-3-5-sonnet-20240620-v1:0',
  'cohere.command-r-v1:0',
  'cohere.command-r-plus-v1:0',
  'cohere.command-text-v14',
  'meta.llama2-13b-chat-v1',
  'meta.llama3-8b-instruct-v1:0',
  'meta.llama3-70b-instruct-v1:0',
  'mistral.mistral-7b-instruct-v0:2',
  'mistral.mixtral-8x7b-instruct-v0:1',
  'mistral.mistral-large-2402-v1:0',
  'ai21.jamba-1-5-large-v1:0',
]

describe('Converse', () => {
  test.each([...chatModels, 'ai21.j2-mid-v1', 'ai21.j2-ultra-v1'])('with %s', async (modelId) => {
    const response = await client.send(
      new ConverseCommand({ modelId, messages: conversation, inferenceConfig }),
    )
    expect(response.output?.message?.content?.[0]?.text).toContain('hello world')
  })

  test.each(chatModels)('streamed with %s', async (modelId) => {
    const response = await client.send(
      new ConverseStreamCommand({ modelId, messages: conversation, inferenceConfig }),
    )
    let text = ''
    for await (const item of response.stream ?? []) {
      if (item.contentBlockDelta) text += item.contentBlockDelta.delta?.text ?? ''
    }
    expect(text).toContain('hello world')
  })
})

describe('document understanding', () => {
  test.each([
    'anthropic.claude-3-haiku-20240307-v1:0',
    'us.amazon.nova-lite-v1:0',
    'cohere.command-r-plus-v1:0',
    'us.meta.llama3-1-8b-instruct-v1:0',
    'mistral.mistral-large-2402-v1:0',
    'us.deepseek.r1-v1:0',
  ])('with %s', async (modelId) => {
    const response = await client.send(
      new ConverseCommand({
        modelId,
        messages: [
          {
            role: 'user',
            content: [
              { text: 'Briefly compare the models described in this document' },
              {
                document: {
                  format: 'pdf',
                  name: 'Service Cards',
                  source: { bytes: Buffer.from('%PDF-1.4\n%%EOF\n') },
                },
              },
            ],
          },
        ],
        inferenceConfig: { maxTokens: 500, temperature: 0.3 },
      }),
    )
    expect(response.output?.message?.content?.[0]?.text).toContain('document')
  })
})

/** Like the published programs: the text is the first block, and every call is answered until the turn ends. */
async function toolLoop(
  modelId: string,
  text: string,
  tool: { name: string; description: string; properties: object },
  use: (input: Record<string, string>) => object,
) {
  const { name, description, properties } = tool
  const json = { type: 'object', properties, required: Object.keys(properties) }
  const toolConfig = {
    tools: [{ toolSpec: { name, description, inputSchema: { json: json as never } } }],
  }
  const messages: Message[] = [{ role: 'user', content: [{ text }] }]
  const texts: string[] = []
  for (let round = 0; round < 5; round++) {
    const { output, stopReason } = await client.send(
      new ConverseCommand({
        modelId,
        messages,
        system: [{ text: `Use the ${name} tool and nothing else.` }],
        toolConfig,
      }),
    )
    const message = output?.message ?? { role: 'assistant', content: [] }
    messages.push(message)
    texts.push(message.content?.[0]?.text?.replaceAll(/<[^>]+>/g, '') ?? '')
    if (stopReason !== 'tool_use') return { texts, messages }
    messages.push({
      role: 'user',
      content: (message.content ?? []).flatMap(({ toolUse }) =>
        toolUse === undefined
          ? []
          : [
              {
                toolResult: {
                  toolUseId: toolUse.toolUseId,
                  content: [{ json: use(toolUse.input as Record<string, string>) as never }],
                },
              },
            ],
      ),
    })
  }
  throw new Error('the loop does not end')
}

describe('tool use', () => {
  test('the most popular song of a radio station', async () => {
    const inputs: object[] = []
    const { texts } = await toolLoop(
      'amazon.nova-lite-v1:0',
      'What is the most popular song on WZPZ?',
      {
        name: 'top_song',
        description: 'Get the most popular song played on a radio station.',
        properties: {
          sign: { type: 'string', description: 'The call sign, for instance WZPZ or WKRP.' },
        },
      },
      (input) => {
        inputs.push(input)
        return { song: 'Elemental Hotel', artist: '8 Storey Hike' }
      },
    )
    expect(inputs).toEqual([{ sign: 'WZPZ' }])
    expect(texts).toHaveLength(2)
    expect(texts[0]).not.toBe('')
    expect(texts[1]).toContain('Elemental Hotel')
  })

  test.each([
    'amazon.nova-lite-v1:0',
    'anthropic.claude-3-haiku-20240307-v1:0',
    'cohere.command-r-v1:0',
  ])('the weather at coordinates, with %s', async (modelId) => {
    const places: Record<string, string>[] = []
    const { texts, messages } = await toolLoop(
      modelId,
      'What is the weather like in Seattle?',
      {
        name: 'Weather_Tool',
        description: 'Get the current weather for a given location, based on its coordinates.',
        properties: {
          latitude: { type: 'string', description: 'Geographical WGS84 latitude of the location.' },
          longitude: { type: 'string', description: 'Geographical WGS84 longitude.' },
        },
      },
      (input) => {
        places.push(input)
        return { weather_data: { temperature: 12.5, windspeed: 9 } }
      },
    )
    expect(messages[1]?.content?.[1]?.toolUse?.name).toBe('Weather_Tool')
    expect(places).toHaveLength(1)
    expect(Math.abs(Number(places[0]?.['latitude']))).toBeLessThanOrEqual(90)
    expect(Math.abs(Number(places[0]?.['longitude']))).toBeLessThanOrEqual(180)
    expect(texts.at(-1)).toContain('12.5')
  })

  test('is not used for a question about something else', async () => {
    const { texts } = await toolLoop(
      'amazon.nova-lite-v1:0',
      "What's the best kind of cat?",
      {
        name: 'Weather_Tool',
        description: 'Get the current weather for a given location, based on its coordinates.',
        properties: { latitude: { type: 'string' }, longitude: { type: 'string' } },
      },
      () => ({}),
    )
    expect(texts).toHaveLength(1)
  })
})

test('the control plane describes a model', async () => {
  const control = new BedrockClient({ region: 'us-east-1' })
  const { modelDetails } = await control.send(
    new GetFoundationModelCommand({ modelIdentifier: 'amazon.titan-embed-text-v2:0' }),
  )
  control.destroy()
  expect(modelDetails?.modelArn).toMatch(/amazon\.titan-embed-text-v2:0$/)
})

describe.skipIf(noBoto3 !== undefined)('boto3', () => {
  test('runs the same programs', async () => {
    const answers = await python<Record<string, string>>('examples', server.url)
    expect(Object.keys(answers)).toHaveLength(6)
    for (const text of Object.values(answers)) expect(text).toContain('hello world')
  })
})
