import { isObject, parseJson } from '../json.ts'
import type { Json } from '../json.ts'
import type { Exchange } from './types.ts'

/** One event of a stream. Its payload is the line of the response's text with the same number. */
export interface StreamEvent {
  type: string
  /** In milliseconds after the request. */
  atMs: number
  /** The size of its payload. */
  bytes: number
  /** What it adds to the text of the answer. */
  text: string
}

/** How the journal writes an event: its type, which some streams leave empty, and its payload. */
const EVENT = /^[\w.]* [{["]/

/** The events of a streamed answer; undefined for other answers. */
export function eventsOf({
  response,
  atMs,
}: Pick<Exchange, 'response' | 'atMs'>): StreamEvent[] | undefined {
  if (!EVENT.test(response.text)) return undefined
  return response.text.split('\n').map((line, at) => {
    const space = line.indexOf(' ')
    const payload = space === -1 ? '' : line.slice(space + 1)
    const parsed = parseJson(payload)
    return {
      type: space === -1 ? line : space === 0 ? typeIn(parsed) : line.slice(0, space),
      atMs: atMs[at] ?? atMs.at(-1) ?? 0,
      bytes: Buffer.byteLength(payload),
      text: textIn(parsed),
    }
  })
}

/** OpenAI's and Anthropic's events name themselves. */
function typeIn(payload: Json | undefined): string {
  const { type, object } = isObject(payload) ? payload : {}
  return [type, object].find((name) => typeof name === 'string') ?? 'data'
}

/** The text in an event of Converse, of a native stream, or of OpenAI's and Anthropic's APIs. */
export function textIn(payload: Json | undefined): string {
  if (!isObject(payload)) return ''
  const { delta, outputText, generation, choices } = payload
  const [choice] = Array.isArray(choices) ? choices : []
  const content = isObject(choice) && isObject(choice['delta']) ? choice['delta']['content'] : null
  const texts = [isObject(delta) ? delta['text'] : delta, outputText, generation, content]
  return texts.find((text) => typeof text === 'string') ?? ''
}
