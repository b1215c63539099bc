import type { Block } from '../../neutral/prompt.ts'
import type { Message, Reply } from '../../neutral/reply.ts'
import type { Json, JsonObject } from '../../json.ts'
import { isObject, parseJson } from '../../json.ts'
import type { Part, Target } from '../dialect.ts'
import { given, listOf, objectOf, objectsOf, stringOf } from '../../json-fields.ts'
import { metricsOf } from '../parts/metrics.ts'
import { readStop, readUsage, writeContent, writeStop, writeUsage } from './write.ts'
import { only } from '../parts/reply-kinds.ts'
import { withTokens } from '../parts/stream-tokens.ts'

/**
 * An answer as the chunks in which Nova streams it. Every text delta is a separate block, stopped at once,
 * so the index grows with each; after a tool call one number is skipped.
 */
export function parts(reply: Reply, to: Target): Part[] {
  const message = only(reply, 'message')
  const index = blockIndex()
  const events = [
    OPENING,
    ...writeContent(message.content, to).flatMap((block) => index(streamed(block, to))),
    ...ending(message),
  ]
  return withTokens(events, message.usage.outputTokens, speaks)
}

export const OPENING: JsonObject = { messageStart: { role: 'assistant' } }

export function ending({ usage, stopReason }: Pick<Message, 'usage' | 'stopReason'>): JsonObject[] {
  return [
    { messageStop: { stopReason: writeStop(stopReason) } },
    { metadata: { usage: writeUsage(usage), metrics: {}, trace: {} } },
  ]
}

interface Streamed {
  start?: JsonObject
  deltas: JsonObject[]
}

/** Numbers the blocks of a stream. */
export function blockIndex(): (block: Streamed) => JsonObject[] {
  let contentBlockIndex = 0
  return ({ start, deltas }) => {
    const events: JsonObject[] = []
    if (start) events.push({ contentBlockStart: { start, contentBlockIndex } })
    for (const delta of deltas) {
      events.push({ contentBlockDelta: { delta, contentBlockIndex } })
      if (!start) events.push({ contentBlockStop: { contentBlockIndex: contentBlockIndex++ } })
    }
    if (start) events.push({ contentBlockStop: { contentBlockIndex } })
    if (start) contentBlockIndex += 2
    return events
  }
}

export function streamed(block: JsonObject, to: Target): Streamed {
  const { text, toolUse, toolResult, reasoningContent, citationsContent } = block
  if (isObject(toolUse)) {
    const { toolUseId = '', name = '', input = {}, type } = toolUse
    const start = { toolUse: { toolUseId, name, ...given({ type }) } } as JsonObject
    return { start, deltas: [{ toolUse: { input: JSON.stringify(input) } }] }
  }
  if (isObject(toolResult)) {
    const { content = [], ...rest } = toolResult
    return { start: { toolResult: rest }, deltas: [{ toolResult: content }] }
  }
  if (isObject(reasoningContent)) return { deltas: thoughts(reasoningContent, to) }
  if (isObject(citationsContent)) return { deltas: cited(citationsContent, to) }
  const value = stringOf(text) ?? ''
  return { deltas: (value === '' ? [''] : to.cut(value)).map((piece) => ({ text: piece })) }
}

function cited({ content, citations }: JsonObject, to: Target): JsonObject[] {
  const pieces = objectsOf(content).flatMap(({ text }) => to.cut(stringOf(text) ?? ''))
  return [
    ...objectsOf(citations).map((citation) => ({ citation })),
    ...pieces.map((text) => ({ text })),
  ]
}

function thoughts(reasoning: JsonObject, to: Target): JsonObject[] {
  const { redactedContent } = reasoning
  if (redactedContent !== undefined) return [{ reasoningContent: { redactedContent } }]
  const { text, signature } = objectOf(reasoning['reasoningText'])
  const pieces: JsonObject[] = to.cut(stringOf(text) ?? '').map((piece) => ({ text: piece }))
  if (signature !== undefined) pieces.push({ signature })
  return pieces.map((reasoningContent) => ({ reasoningContent }))
}

const speaks = (event: JsonObject) => 'contentBlockDelta' in event

/** Nova's chunks, as recorded, in the neutral form: neighbouring text deltas are one text again. */
export function join(recorded: Json[]): Message {
  const events = recorded.filter(isObject)
  const content: Block[] = []
  let stopReason: Message['stopReason'] = 'end_turn'
  let usage: JsonObject = {}
  let input = ''
  for (const event of events) {
    const { start } = objectOf(event['contentBlockStart'])
    const { delta } = objectOf(event['contentBlockDelta'])
    if (isObject(start)) {
      content.push(opened(start))
      input = ''
    }
    if (isObject(delta)) input = grow(content, delta, input)
    if ('messageStop' in event)
      stopReason = readStop(stringOf(objectOf(event['messageStop'])['stopReason']))
    if ('metadata' in event) usage = objectOf(objectOf(event['metadata'])['usage'])
  }
  const { latencyMs } = metricsOf(recorded)
  return { kind: 'message', content, stopReason, usage: readUsage(usage), latencyMs }
}

function opened({ toolUse, toolResult }: JsonObject): Block {
  const { toolUseId, name, type, status } = objectOf(toolUse ?? toolResult)
  const id = stringOf(toolUseId) ?? ''
  const kind = given({ type: stringOf(type) })
  if (isObject(toolUse))
    return { toolUse: { toolUseId: id, name: stringOf(name) ?? '', input: {}, ...kind } }
  const ended = status === 'success' || status === 'error' ? status : undefined
  return { toolResult: { toolUseId: id, content: [], ...given({ status: ended }), ...kind } }
}

/** Adds a delta to the block it belongs to; returns the tool's input as far as it has come. */
function grow(content: Block[], delta: JsonObject, input: string): string {
  const last = content.at(-1)
  const { text, toolUse, toolResult, reasoningContent, citation } = delta
  if (typeof text === 'string') say(content, text)
  if (isObject(toolUse) && last?.toolUse) {
    const json = input + (stringOf(toolUse['input']) ?? '')
    last.toolUse.input = parseJson(json) ?? {}
    return json
  }
  if (last?.toolResult) last.toolResult.content.push(...listOf(toolResult).filter(isObject))
  if (isObject(reasoningContent)) think(content, reasoningContent)
  if (isObject(citation)) cite(content, citation)
  return input
}

/** Text that follows citations is theirs; any other joins the text before it. */
function say(content: Block[], text: string): void {
  const last = content.at(-1)
  const [block] = last?.citationsContent?.content ?? []
  if (block) block.text += text
  else if (last?.text !== undefined) last.text += text
  else content.push({ text })
}

function cite(content: Block[], citation: JsonObject): void {
  const { citationsContent } = content.at(-1) ?? {}
  if (citationsContent?.citations && citationsContent.content?.[0]?.text === '')
    citationsContent.citations.push(citation)
  else content.push({ citationsContent: { content: [{ text: '' }], citations: [citation] } })
}

function think(content: Block[], { text, signature, redactedContent }: JsonObject): void {
  if (typeof redactedContent === 'string') {
    content.push({ reasoningContent: { redactedContent } })
    return
  }
  const last = content.at(-1)?.reasoningContent
  const thought = last && 'reasoningText' in last ? last.reasoningText : undefined
  const grown = thought ?? { text: '' }
  grown.text += stringOf(text) ?? ''
  if (typeof signature === 'string') grown.signature = signature
  if (!thought) content.push({ reasoningContent: { reasoningText: grown } })
}
