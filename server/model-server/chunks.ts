import { FrameReader } from '../framing/frame-reader.ts'
import { sse } from '../framing/sse.ts'
import { isObject, parseJson } from '../json.ts'
import type { JsonObject } from '../json.ts'
import type { Response } from './client.ts'

const DONE = '[DONE]'
const END = Buffer.from('\n\n')

/** The chunks of a completion as they arrive. Throws if the stream ends before its last chunk. */
export async function* chunksOf({ type, body }: Response): AsyncGenerator<JsonObject> {
  // A server that does not stream sends everything at once.
  if (!type.includes('event-stream')) return yield objectIn(await body.text())
  const reader = new FrameReader(sse)
  let isComplete = false
  for await (const bytes of body) {
    for (const { payload } of reader.push(bytes as Buffer)) {
      const text = payload.toString()
      if (text === DONE) return
      const chunk = objectIn(text)
      isComplete ||= isLast(chunk)
      yield chunk
    }
  }
  // Not every server sends `[DONE]`, or ends its last event.
  for (const { payload } of reader.push(END)) {
    const text = payload.toString()
    if (text === DONE) return
    const chunk = parseJson(text)
    if (!isObject(chunk)) break
    isComplete ||= isLast(chunk)
    yield chunk
  }
  if (!isComplete) throw new Error('the stream ended before the answer did')
}

function objectIn(text: string): JsonObject {
  const chunk = parseJson(text)
  if (!isObject(chunk)) throw new Error(`not a chunk of a completion: ${text.slice(0, 100)}`)
  return chunk
}

function isLast({ choices, error }: JsonObject): boolean {
  const [choice] = Array.isArray(choices) ? choices : []
  const hasFailed = error !== undefined && error !== null
  return hasFailed || (isObject(choice) && typeof choice['finish_reason'] === 'string')
}
