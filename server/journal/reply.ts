import { readConverseBody, readConverseEvents } from '../bedrock/converse-read.ts'
import type { Message, Reply } from '../neutral/reply.ts'
import { dialectOf } from '../dialects/index.ts'
import { isObject, parseJson } from '../json.ts'
import type { Json } from '../json.ts'
import type { Copy } from './copy.ts'
import type { Answer } from '../bedrock/answer.ts'
import type { Operation } from '../bedrock/types.ts'
import type { Model } from '../models/model.ts'

/** How much larger a stream is than its text. */
const STREAM_FACTOR = 4

/** A fixture's own answer is in memory anyway; other answers are kept if they are small. */
export function replyToKeep(answer: Answer, { bytes }: Copy, clip: number): Reply | undefined {
  if (answer.kind === 'deltas') {
    const { message } = answer.arrived
    return message !== undefined && sizeOf(message) <= STREAM_FACTOR * clip ? message : undefined
  }
  if (answer.kind !== 'reply' || answer.reply.kind === 'output') return undefined
  return answer.stable !== undefined || bytes <= STREAM_FACTOR * clip ? answer.reply : undefined
}

const sizeOf = (message: Message): number => JSON.stringify(message).length

/** Parses an answer from its text in the journal to the neutral form; undefined if this fails. */
export function replyIn(
  text: string,
  operation: Operation,
  model: Model | undefined,
): Reply | undefined {
  try {
    if (operation.read === undefined || operation.local !== undefined) return undefined
    const { door } = operation
    if (door !== undefined)
      return operation.streams === true
        ? door.join?.(linesOf(text))
        : door.parse?.(parseJson(text) ?? null)
    if (operation.native === true) return nativeReply(text, operation, model)
    if (operation.streams !== true) return readConverseBody(parseJson(text) ?? null)
    return readConverseEvents(linesOf(text).map((line) => ({ ...line, atMs: 0 })))
  } catch {
    return undefined
  }
}

function nativeReply(
  text: string,
  operation: Operation,
  model: Model | undefined,
): Reply | undefined {
  const dialect = model?.family && dialectOf(model.family.dialect)
  if (operation.streams === true)
    return dialect?.join?.(linesOf(text).map(({ payload }) => parseJson(payload) ?? null))
  const body = parseJson(text)
  return body === undefined ? undefined : dialect?.parse(body)
}

/** `contentBlockDelta {"delta":{"text":"Hi"}}` */
function linesOf(text: string): { type: string; payload: string }[] {
  return text.split('\n').map((line) => {
    const at = line.indexOf(' ')
    return { type: line.slice(0, at), payload: unpadded(line.slice(at + 1)) }
  })
}

function unpadded(text: string): string {
  const payload: Json | undefined = parseJson(text)
  if (!isObject(payload)) return text
  const { p: _padding, ...rest } = payload
  return JSON.stringify(rest)
}
