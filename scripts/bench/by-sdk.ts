import { AnthropicBedrockMantle } from '@anthropic-ai/bedrock-sdk'
import { OpenAI } from 'openai'
import type { Sent } from './request.ts'
import { PROFILE } from './request.ts'

// The same question as each SDK sends it, with all its headers.

/** A signed request, to Claude through an inference profile by default. */
export async function converseOfSdk(
  prompt: string,
  { modelId = PROFILE, stream = false } = {},
): Promise<Sent> {
  const { BedrockRuntimeClient, ConverseCommand, ConverseStreamCommand } =
    await import('@aws-sdk/client-bedrock-runtime')
  let sent: Sent | undefined
  const client = new BedrockRuntimeClient({
    endpoint: 'http://127.0.0.1',
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
    requestHandler: {
      handle({ method, path, body, headers }: Omit<Required<Sent>, 'body'> & { body: Uint8Array }) {
        sent = { method, path, body: new TextDecoder().decode(body), headers }
        return Promise.reject(new Error('not sent'))
      },
    } as never,
  })
  const input = {
    modelId,
    inferenceConfig: { maxTokens: 256, temperature: 0.2 },
    messages: [{ role: 'user' as const, content: [{ text: prompt }] }],
  }
  const command = stream
    ? client.send(new ConverseStreamCommand(input))
    : client.send(new ConverseCommand(input))
  await command.catch(() => undefined)
  client.destroy()
  return made(sent)
}

export function chatCompletionOfSdk(prompt: string, model: string, stream: boolean): Promise<Sent> {
  return openAi('/v1', ({ chat }) =>
    chat.completions.create({
      model,
      stream,
      max_tokens: 256,
      temperature: 0.2,
      messages: [{ role: 'user', content: prompt }],
    }),
  )
}

export function responseOfSdk(prompt: string, model: string, stream: boolean): Promise<Sent> {
  return openAi('/openai/v1', ({ responses }) =>
    responses.create({ model, stream, max_output_tokens: 256, input: prompt }),
  )
}

const common = { apiKey: 'local', maxRetries: 0 }

function openAi(path: string, ask: (client: OpenAI) => Promise<unknown>): Promise<Sent> {
  return caught((fetch) =>
    ask(new OpenAI({ ...common, baseURL: `http://127.0.0.1${path}`, fetch })),
  )
}

export function messageOfSdk(prompt: string, model: string, stream: boolean): Promise<Sent> {
  return caught((fetch) =>
    new AnthropicBedrockMantle({
      ...common,
      baseURL: 'http://127.0.0.1/anthropic',
      awsRegion: 'us-east-1',
      fetch,
    }).messages.create({
      model,
      stream,
      max_tokens: 256,
      messages: [{ role: 'user', content: prompt }],
    }),
  )
}

/** The request that a client hands to `fetch`, with the headers that undici adds. */
async function caught(ask: (fetch: typeof globalThis.fetch) => Promise<unknown>): Promise<Sent> {
  let sent: Sent | undefined
  const call = ask((url, init) => {
    const { host, pathname } = new URL(url instanceof Request ? url.url : url)
    const body = typeof init?.body === 'string' ? init.body : ''
    const headers: Record<string, string> = { host, connection: 'keep-alive' }
    new Headers(init?.headers).forEach((value, name) => (headers[name] = value))
    Object.assign(headers, {
      'accept-language': '*',
      'sec-fetch-mode': 'cors',
      'accept-encoding': 'gzip, deflate',
      'content-length': String(Buffer.byteLength(body)),
    })
    sent = { method: 'POST', path: pathname, body, headers }
    return Promise.reject(new Error('not sent'))
  })
  await call.catch(() => undefined)
  return made(sent)
}

function made(sent: Sent | undefined): Sent {
  if (sent === undefined) throw new Error('the SDK made no request')
  return sent
}
