import { BedrockRuntimeClient } from '@aws-sdk/client-bedrock-runtime'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { invoke, invokeStream } from '../support/invoke.ts'
import { pngSize } from '../support/png.ts'
import { startServer } from '../support/server.ts'
import type { Server } from '../support/server.ts'

// Programs like those that AWS publishes for InvokeModel, with their bodies and their ways to read the answer;
// only the environment points them here. Many of their models have left the catalogue since, and still answer.

let server: Server
let client: BedrockRuntimeClient
beforeAll(async () => {
  server = await startServer()
  vi.stubEnv('AWS_ENDPOINT_URL_BEDROCK_RUNTIME', server.url)
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
const conversation = [{ role: 'user', content: [{ text: question }] }]

interface Program {
  modelId: string
  body: object
  /** Reads the program's text; throws if it is missing, as the published programs do. */
  text(answer: never): string
  /** The same for a chunk; absent for models that do not stream. */
  piece?(chunk: never): string | undefined
}

const human = `\n\nHuman: ${question}\n\nAssistant:`
const completion = { temperature: 0.5, stop_sequences: ['\n\nHuman:'] }
const inst = `<s>[INST] ${question} [/INST]`
const llama3 = `
<|begin_of_text|><|start_header_id|>user<|end_header_id|>
${question}
<|eot_id|>
<|start_header_id|>assistant<|end_header_id|>
`
const llama = {
  text: ({ generation }: { generation: string }) => generation,
  piece: ({ generation }: { generation: string }) => generation,
}
const titan = {
  text: ({ results }: { results: [{ outputText: string }] }) => results[0].outputText,
  piece: ({ outputText }: { outputText: string }) => outputText,
}
const claude = {
  text: ({ content }: { content: [{ text: string }] }) => content[0].text,
  piece: ({ type, delta }: { type: string; delta: { text: string } }) =>
    type === 'content_block_delta' ? delta.text : undefined,
}
const oldClaude = {
  text: ({ completion: text }: { completion: string }) => text,
  piece: ({ completion: text }: { completion: string }) => text,
}
const mistral = {
  text: ({ outputs }: { outputs: [{ text: string }] }) => outputs[0].text,
  piece: ({ outputs }: { outputs: [{ text: string }] }) => outputs[0].text,
}

const programs: Program[] = [
  {
    modelId: 'amazon.titan-text-express-v1',
    body: {
      inputText: question,
      textGenerationConfig: { maxTokenCount: 4096, stopSequences: [], temperature: 0, topP: 1 },
    },
    ...titan,
  },
  {
    modelId: 'amazon.titan-text-premier-v1:0',
    body: { inputText: question, textGenerationConfig: { maxTokenCount: 512, temperature: 0.5 } },
    ...titan,
  },
  {
    modelId: 'anthropic.claude-3-haiku-20240307-v1:0',
    body: {
      anthropic_version: 'bedrock-2023-05-31',
      max_tokens: 512,
      temperature: 0.5,
      messages: [{ role: 'user', content: [{ type: 'text', text: question }] }],
    },
    ...claude,
  },
  ...['anthropic.claude-v2', 'anthropic.claude-instant-v1'].map((modelId) => ({
    modelId,
    body: { prompt: human, max_tokens_to_sample: 500, ...completion },
    ...oldClaude,
  })),
  {
    modelId: 'anthropic.claude-v2',
    body: {
      prompt: human.trimStart(),
      max_tokens_to_sample: 200,
      top_p: 1,
      top_k: 250,
      ...completion,
    },
    ...oldClaude,
  },
  {
    modelId: 'meta.llama2-13b-chat-v1',
    body: { prompt: inst, max_gen_len: 512, temperature: 0.5, top_p: 0.9 },
    ...llama,
  },
  {
    modelId: 'meta.llama3-8b-instruct-v1:0',
    body: { prompt: llama3, max_gen_len: 512, temperature: 0.5, top_p: 0.9 },
    ...llama,
  },
  ...['mistral.mistral-7b-instruct-v0:2', 'mistral.mixtral-8x7b-instruct-v0:1'].map((modelId) => ({
    modelId,
    body: { prompt: inst, max_tokens: 500, temperature: 0.5 },
    ...mistral,
  })),
  {
    modelId: 'cohere.command-light-text-v14',
    body: { prompt: question, max_tokens: 512, temperature: 0.5 },
    text: ({ generations }: { generations: [{ text: string }] }) => generations[0].text,
    piece: ({ generations }: { generations?: [{ text: string }] }) => generations?.[0].text,
  },
  {
    modelId: 'cohere.command-r-v1:0',
    body: { message: question, max_tokens: 512, temperature: 0.5 },
    text: ({ text }: { text: string }) => text,
    piece: ({ event_type, text }: { event_type: string; text: string }) =>
      event_type === 'text-generation' ? text : undefined,
  },
  {
    modelId: 'ai21.j2-mid-v1',
    body: {
      prompt: question,
      maxTokens: 200,
      temperature: 0.5,
      topP: 1,
      stopSequences: [],
      countPenalty: { scale: 0 },
      presencePenalty: { scale: 0 },
      frequencyPenalty: { scale: 0 },
    },
    text: ({ completions }: { completions: [{ data: { text: string } }] }) =>
      completions[0].data.text,
  },
  {
    modelId: 'ai21.jamba-1-5-mini-v1:0',
    body: { messages: [{ role: 'user', content: question }], max_tokens: 512, top_p: 0.8 },
    text: ({ choices }: { choices: [{ message: { content: string } }] }) =>
      choices[0].message.content,
    piece: ({ choices }: { choices?: [{ delta: { content?: string } }] }) =>
      choices?.[0].delta.content,
  },
  {
    modelId: 'amazon.nova-lite-v1:0',
    body: {
      schemaVersion: 'messages-v1',
      system: [{ text: 'You are brief.' }],
      messages: conversation,
      inferenceConfig: { maxTokens: 500, topP: 0.9, topK: 20, temperature: 0.7 },
    },
    text: ({ output }: { output: { message: { content: [{ text: string }] } } }) =>
      output.message.content[0].text,
    piece: ({ contentBlockDelta }: { contentBlockDelta?: { delta: { text: string } } }) =>
      contentBlockDelta?.delta.text,
  },
]

test.each(programs)('with $modelId', async ({ modelId, body, text }) => {
  const more = { contentType: 'application/json', accept: 'application/json' }
  expect(text(await invoke<never>(client, modelId, body, more))).toContain('hello world')
})

test.each(programs.filter(({ piece }) => piece))(
  'streamed with $modelId',
  async ({ modelId, body, piece }) => {
    const chunks = await invokeStream<never>(client, modelId, body)
    expect(chunks.map((chunk) => piece?.(chunk) ?? '').join('')).toContain('hello world')
  },
)

test.each([
  ['amazon.titan-embed-text-v1', {}, 1536],
  ['amazon.titan-embed-text-v2:0', { dimensions: 512, normalize: false }, 512],
])('embeddings with %s', async (modelId, more, length) => {
  const { embedding, inputTextTokenCount } = await invoke<{
    embedding: number[]
    inputTextTokenCount: number
  }>(client, modelId, { inputText: 'Please recommend books with a theme.', ...more })
  expect(embedding).toHaveLength(length)
  expect(inputTextTokenCount).toBeGreaterThan(0)
})

test.each([
  'amazon.nova-canvas-v1:0',
  'amazon.titan-image-generator-v1',
  'amazon.titan-image-generator-v2:0',
])('an image with %s', async (modelId) => {
  const { images } = await invoke<{ images: [string] }>(client, modelId, {
    taskType: 'TEXT_IMAGE',
    textToImageParams: { text: 'A stylized picture of a cute old steampunk robot.' },
    imageGenerationConfig: {
      seed: 42,
      quality: 'standard',
      height: 512,
      width: 512,
      cfgScale: 8,
      numberOfImages: 1,
    },
  })
  expect(pngSize(Buffer.from(images[0], 'base64'))).toEqual({ width: 512, height: 512 })
})

test('an image with Stable Diffusion XL', async () => {
  const { artifacts } = await invoke<{ artifacts: [{ base64: string; finishReason: string }] }>(
    client,
    'stability.stable-diffusion-xl-v1',
    {
      text_prompts: [{ text: 'A stylized picture of a cute old steampunk robot.' }],
      style_preset: 'photographic',
      seed: 42,
      cfg_scale: 10,
      steps: 30,
    },
  )
  expect(artifacts[0].finishReason).toBe('SUCCESS')
  expect(pngSize(Buffer.from(artifacts[0].base64, 'base64'))).toEqual({
    width: 1024,
    height: 1024,
  })
})
