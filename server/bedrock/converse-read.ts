import { AwsError, isErrorName } from '../aws/errors.ts'
import { isObject, parseJson } from '../json.ts'
import type { Json, JsonObject } from '../json.ts'
import type { Block, ReasoningContent } from '../neutral/prompt.ts'
import type { Message, StopReason, Usage } from '../neutral/reply.ts'
import type { RecordedEvent } from './answer.ts'

// Reads recorded Converse responses into the neutral form.

/** A Converse body as a message. */
export function readConverseBody(body: Json): Message {
  const whole = object(body)
  const message = object(object(whole['output'])['message'])
  const content = message['content']
  return messageOf(whole, Array.isArray(content) ? (content as Block[]) : [])
}

/** The events of a ConverseStream as a message. Throws the error of a stream that ended with an exception. */
export function readConverseEvents(events: readonly RecordedEvent[]): Message {
  const blocks = new Map<number, Building>()
  let rest: JsonObject = {}
  for (const event of events) {
    if (event.exception === true) throw exceptionOf(event)
    const payload = object(parseJson(event.payload) ?? null)
    const index = Number(payload['contentBlockIndex'] ?? 0)
    switch (event.type) {
      case 'contentBlockStart':
        blocks.set(index, { start: object(payload['start']), deltas: [] })
        break
      case 'contentBlockDelta': {
        const block = blocks.get(index) ?? { start: {}, deltas: [] }
        block.deltas.push(object(payload['delta']))
        blocks.set(index, block)
        break
      }
      case 'messageStop':
      case 'metadata':
        rest = { ...rest, ...payload }
        break
      default:
    }
  }
  const fields = rest['additionalModelResponseFields']
  // The stream wraps them once more than the plain answer.
  if (isObject(fields) && fields['delta'] !== undefined) {
    rest = { ...rest, additionalModelResponseFields: fields['delta'] }
  }
  const content = [...blocks].toSorted(([a], [b]) => a - b).map(([, block]) => build(block))
  return messageOf(rest, content)
}

interface Building {
  start: JsonObject
  deltas: JsonObject[]
}

function build({ start, deltas }: Building): Block {
  if (isObject(start['toolUse'])) {
    const { input: _none, ...toolUse } = start['toolUse']
    const written = join(deltas.map(({ toolUse: delta }) => object(delta ?? null)['input']))
    const input = written === '' ? {} : (parseJson(written) ?? written)
    return { toolUse: { ...toolUse, input } as NonNullable<Block['toolUse']> }
  }
  if (isObject(start['toolResult'])) {
    const content = deltas.flatMap(({ toolResult }) =>
      Array.isArray(toolResult) ? toolResult : [],
    )
    return {
      toolResult: { ...start['toolResult'], content } as NonNullable<Block['toolResult']>,
    }
  }
  if (isObject(start['image'])) {
    const image = Object.assign(
      {},
      start['image'],
      ...deltas.map((delta) => object(delta['image'] ?? null)),
    )
    return { image: image as JsonObject }
  }
  const reasoning = deltas.map(({ reasoningContent }) => reasoningContent).filter(isObject)
  if (reasoning.length > 0) return { reasoningContent: reasoningOf(reasoning) }
  const text = join(deltas.map((delta) => delta['text']))
  const citations = deltas.map(({ citation }) => citation).filter(isObject)
  if (citations.length > 0) return { citationsContent: { content: [{ text }], citations } }
  return { text }
}

function reasoningOf(deltas: JsonObject[]): ReasoningContent {
  const redactedContent = join(deltas.map((delta) => delta['redactedContent']))
  if (redactedContent !== '') return { redactedContent }
  const text = join(deltas.map((delta) => delta['text']))
  const signature = join(deltas.map((delta) => delta['signature']))
  return { reasoningText: { text, ...(signature !== '' && { signature }) } }
}

const EXTRA = ['trace', 'performanceConfig', 'serviceTier', 'additionalModelResponseFields']

function messageOf(whole: JsonObject, content: Block[]): Message {
  const extra = Object.fromEntries(
    EXTRA.flatMap((name) => (whole[name] === undefined ? [] : [[name, whole[name]]])),
  )
  const latencyMs = object(whole['metrics'] ?? null)['latencyMs']
  return {
    kind: 'message',
    content,
    stopReason: (typeof whole['stopReason'] === 'string'
      ? whole['stopReason']
      : 'end_turn') as StopReason,
    usage: usageOf(object(whole['usage'] ?? null)),
    latencyMs: typeof latencyMs === 'number' ? latencyMs : 0,
    ...(Object.keys(extra).length > 0 && { extra }),
  }
}

function usageOf(usage: JsonObject): Usage {
  const count = (name: string) => (typeof usage[name] === 'number' ? usage[name] : undefined)
  const read = count('cacheReadInputTokens')
  const write = count('cacheWriteInputTokens')
  const details = usage['cacheDetails']
  return {
    inputTokens: count('inputTokens') ?? 0,
    outputTokens: count('outputTokens') ?? 0,
    ...(read !== undefined && { cacheReadInputTokens: read }),
    ...(write !== undefined && { cacheWriteInputTokens: write }),
    ...(Array.isArray(details) && {
      cacheDetails: details as NonNullable<Usage['cacheDetails']>,
    }),
  }
}

/** Converts an exception frame to an error. */
export function exceptionOf({ type, payload }: RecordedEvent): AwsError {
  const name = type.charAt(0).toUpperCase() + type.slice(1)
  const body = object(parseJson(payload) ?? null)
  const message = body['message'] ?? body['Message']
  return new AwsError(
    isErrorName(name) ? name : 'InternalServerException',
    typeof message === 'string' ? message : payload,
  )
}

function join(parts: readonly (Json | undefined)[]): string {
  return parts.filter((part) => typeof part === 'string').join('')
}

function object(value: Json | undefined): JsonObject {
  return isObject(value) ? value : {}
}
