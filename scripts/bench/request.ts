/** The request that a scenario repeats, as bytes on the wire. */
export interface Sent {
  method: string
  path: string
  body: string
  /** Instead of the few that every request needs. */
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

export function invoke(prompt: string): Sent {
  return {
    method: 'POST',
    path: `/model/${encodeURIComponent(MODEL)}/invoke`,
    body: JSON.stringify({ messages: [{ role: 'user', content: [{ text: prompt }] }] }),
  }
}

/** A text of this many bytes that does not occur in fixtures of other numbers. */
export function promptOf(bytes: number, number: number): string {
  const words = `The ${number}th question is about the harbour, its cranes and what they lift in the morning. `
  return `${words.repeat(Math.ceil(bytes / words.length)).slice(0, Math.max(0, bytes - 24))} Number ${number} it is.`
}
