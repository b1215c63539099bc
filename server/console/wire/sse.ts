import type { Frame } from './frames.ts'
import { received } from './received.ts'

/** One server-sent event. */
export interface ServerEvent {
  id: string | undefined
  type: string
  data: string
}

/** Splits a stream into server-sent events, however it is chunked. */
export async function* readEvents(
  stream: ReadableStream<Uint8Array>,
): AsyncGenerator<ServerEvent, void> {
  const reader = stream.getReader()
  const decoder = new TextDecoder()
  let waiting = ''
  let last = ''
  try {
    for (;;) {
      const { done, value } = await received(reader.read())
      if (done) return
      const text = decoder.decode(value, { stream: true })
      waiting += text
      // Searching all of a large event with each of its chunks would take for ever.
      const mayEnd = `${last}${text}`.includes('\n\n')
      last = text.at(-1) ?? last
      if (!mayEnd) continue
      const blocks = waiting.split('\n\n')
      waiting = blocks.pop() ?? ''
      for (const block of blocks) {
        const event = parseEvent(block)
        if (event !== undefined) yield event
      }
    }
  } finally {
    reader.releaseLock()
  }
}

/** The events of OpenAI's and Anthropic's APIs, as frames; a last one may only say that the stream is complete. */
export async function* readDataEvents(
  stream: ReadableStream<Uint8Array>,
): AsyncGenerator<Frame, void> {
  for await (const { type, data } of readEvents(stream)) {
    if (data === '[DONE]') return
    yield { kind: isError(type, data) ? 'error' : 'event', type, payload: data }
  }
}

/** OpenAI's have a member `error` in an event like any other. */
function isError(type: string, data: string): boolean {
  if (type === 'error') return true
  if (!/"error":\s*\{/.test(data)) return false
  const { error } = JSON.parse(data) as { error?: unknown }
  return typeof error === 'object' && error !== null
}

/** Undefined for comments, which only keep the connection alive. */
function parseEvent(block: string): ServerEvent | undefined {
  let id: string | undefined
  let type = 'message'
  const data: string[] = []
  for (const line of block.split('\n')) {
    const [, field, value = ''] = /^(\w+): ?(.*)$/s.exec(line) ?? []
    if (field === 'id') id = value
    else if (field === 'event') type = value
    else if (field === 'data') data.push(value)
  }
  return data.length === 0 ? undefined : { id, type, data: data.join('\n') }
}
