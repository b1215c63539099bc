/** One request that a scenario sends again and again, as the bytes that go over the wire. */
export interface Sent {
  method: string
  path: string
  body: string
  /** In place of the few that every request needs. */
  headers?: Readonly<Record<string, string>>
}

export function http1Bytes({ method, path, body, headers = plainHeaders(body) }: Sent): Buffer {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`)
  const head = [`${method} ${path} HTTP/1.1`, ...lines]
  return Buffer.from(`${head.join('\r\n')}\r\n\r\n${body}`)
}

const plainHeaders = (body: string) => ({
  Host: '127.0.0.1',
  'Content-Type': 'application/json',
  'Content-Length': String(Buffer.byteLength(body)),
  'User-Agent': 'bench',
})

export const MODEL = 'amazon.nova-micro-v1:0'

export const PROFILE = 'us.anthropic.claude-haiku-4-5-20251001-v1:0'
export const GPT = 'openai.gpt-oss-120b-1:0'

export function converse(prompt: string, operation = 'converse', model = MODEL): Sent {
  return {
    method: 'POST',
    path: `/model/${encodeURIComponent(model)}/${operation}`,
    body: JSON.stringify({
      inferenceConfig: { maxTokens: 256, temperature: 0.2 },
      messages: [{ role: 'user', content: [{ text: prompt }] }],
    }),
  }
}

/** The same question as AWS's SDK asks it: signed, with all its headers, of Claude through an inference profile. */
export async function converseOfSdk(prompt: string, streams = false, modelId = PROFILE): Promise<Sent> {
  const { BedrockRuntimeClient, ConverseCommand, ConverseStreamCommand } = await import('@aws-sdk/client-bedrock-runtime')
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
  const Command = streams ? ConverseStreamCommand : ConverseCommand
  const command = new Command({
    modelId,
    inferenceConfig: { maxTokens: 256, temperature: 0.2 },
    messages: [{ role: 'user', content: [{ text: prompt }] }],
  })
  await client.send(command as never).catch(() => undefined)
  client.destroy()
  if (sent === undefined) throw new Error('the SDK made no request')
  return sent
}

export function invoke(prompt: string): Sent {
  return {
    method: 'POST',
    path: `/model/${encodeURIComponent(MODEL)}/invoke`,
    body: JSON.stringify({ messages: [{ role: 'user', content: [{ text: prompt }] }] }),
  }
}

/** The same question through OpenAI's Chat Completions. */
export function chatCompletion(prompt: string, more: object = {}): Sent {
  return {
    method: 'POST',
    path: '/v1/chat/completions',
    body: JSON.stringify({
      model: MODEL,
      max_tokens: 256,
      temperature: 0.2,
      messages: [{ role: 'user', content: prompt }],
      ...more,
    }),
  }
}

/** The same question through OpenAI's Responses. */
export function response(prompt: string, more: object = {}): Sent {
  const body = JSON.stringify({ model: GPT, max_output_tokens: 256, input: prompt, ...more })
  return { method: 'POST', path: '/openai/v1/responses', body }
}

/** The same question through Anthropic's Messages. */
export function message(prompt: string, more: object = {}): Sent {
  const messages = [{ role: 'user', content: prompt }]
  const body = JSON.stringify({ model: PROFILE, max_tokens: 256, messages, ...more })
  const headers = { ...plainHeaders(body), 'anthropic-version': '2023-06-01' }
  return { method: 'POST', path: '/anthropic/v1/messages', body, headers }
}

/** A text of so many bytes that no fixture of another number contains. */
export function promptOf(bytes: number, number: number): string {
  const words = `The ${number}th question is about the harbour, its cranes and what they lift in the morning. `
  return `${words.repeat(Math.ceil(bytes / words.length)).slice(0, Math.max(0, bytes - 24))} Number ${number} it is.`
}
