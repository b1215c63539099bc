/** One request that a scenario sends again and again, as the bytes that go over the wire. */
export interface Sent {
  method: string
  path: string
  body: string
}

export function http1Bytes({ method, path, body }: Sent): Buffer {
  const head = [
    `${method} ${path} HTTP/1.1`,
    'Host: 127.0.0.1',
    'Content-Type: application/json',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'User-Agent: bench',
  ]
  return Buffer.from(`${head.join('\r\n')}\r\n\r\n${body}`)
}

export const MODEL = 'amazon.nova-micro-v1:0'

export function converse(prompt: string, operation = 'converse'): Sent {
  return {
    method: 'POST',
    path: `/model/${encodeURIComponent(MODEL)}/${operation}`,
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

/** A text of so many bytes that no fixture of another number contains. */
export function promptOf(bytes: number, number: number): string {
  const words = `The ${number}th question is about the harbour, its cranes and what they lift in the morning. `
  return `${words.repeat(Math.ceil(bytes / words.length)).slice(0, Math.max(0, bytes - 24))} Number ${number} it is.`
}
