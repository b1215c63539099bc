import type { Exchange } from '../../journal/types.ts'
import type { CodeCall } from '../code/call.ts'
import { hasCode } from '../code/call.ts'

/** An event of a stream, with when it was sent. */
export interface StreamEvent {
  type: string
  payload: string
  atMs: number
}

/** The events of a streamed answer: the journal keeps one a line, and the time of each frame. */
export function eventsOf({ operation, response, atMs }: Exchange): StreamEvent[] {
  if (!operation.endsWith('Stream') || response.text === '') return []
  const lines = response.text.split('\n')
  if (lines.length === 1 && !/^\w+ \{/.test(response.text)) return []
  return lines.map((line, at) => {
    const space = line.indexOf(' ')
    return {
      type: space === -1 ? line : line.slice(0, space),
      payload: space === -1 ? '' : line.slice(space + 1),
      atMs: atMs[at] ?? atMs.at(-1) ?? 0,
    }
  })
}

/** The text that an event adds to the answer. */
export function deltaText({ payload }: StreamEvent): string {
  const event = parse(payload) as Delta | undefined
  const text = event?.delta?.text ?? event?.outputText ?? event?.generation
  return typeof text === 'string' ? text : ''
}

interface Delta {
  delta?: { text?: unknown }
  outputText?: unknown
  generation?: unknown
}

export function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** The call as code; undefined where its body was clipped or there is no sample for it. */
export function codeCallOf(exchange: Exchange, url: string): CodeCall | undefined {
  const { operation, model, request, region } = exchange
  if (model === undefined || request.clipped || !hasCode(operation)) return undefined
  const body = parse(request.text)
  return body === undefined ? undefined : { operation, modelId: model.sent, body, url, region }
}
