import type { Block } from '../../neutral/prompt.ts'
import type { Message, Reply, StopReason, Usage } from '../../neutral/reply.ts'
import type { Json, JsonObject } from '../../json.ts'
import { blockText } from '../../neutral/block-text.ts'
import type { Target } from '../dialect.ts'
import { given, numberOf, objectOf, stringOf } from '../../json-fields.ts'
import { readContent } from './read.ts'
import { only } from '../parts/reply-kinds.ts'
import { uuid } from '../parts/uuid.ts'

export function body(reply: Reply, to: Target): JsonObject {
  const { content, stopReason, usage } = only(reply, 'message')
  const { inputTokens, outputTokens, ...cache } = writeUsage(usage)
  return {
    output: {
      message: { content: writeContent(content, to), role: 'assistant' },
    },
    stopReason: writeStop(stopReason),
    usage: { inputTokens, outputTokens, totalTokens: total(usage), ...cache },
  }
}

/** The blocks of an answer, without those that Nova cannot say. */
export function writeContent(content: readonly Block[], to: Target): JsonObject[] {
  let lastId = ''
  return content.flatMap((block) => {
    const { toolUse, toolResult } = block
    if (toolUse) lastId = toolUse.toolUseId || uuid(to.ids)
    if (toolUse) return writeBlock({ toolUse: { ...toolUse, toolUseId: lastId } })
    // The result of a tool that the service ran itself follows its call.
    if (toolResult?.toolUseId === '')
      return writeBlock({ toolResult: { ...toolResult, toolUseId: lastId } })
    return writeBlock(block)
  })
}

function writeBlock(block: Block): JsonObject[] {
  const { toolUse, toolResult, reasoningContent, citationsContent } = block
  if (toolUse) {
    const { name, toolUseId, input, type } = toolUse
    return [{ toolUse: { name, toolUseId, input, ...given({ type }) } }]
  }
  if (toolResult) return [{ toolResult: toolResult }]
  if (reasoningContent) return [{ reasoningContent }]
  if (citationsContent) return [{ citationsContent: citationsContent }]
  const text = blockText(block)
  return text === undefined ? [] : [{ text }]
}

const OWN_STOPS: ReadonlySet<string> = new Set<StopReason>([
  'end_turn',
  'max_tokens',
  'stop_sequence',
  'tool_use',
  'content_filtered',
])

/** Nova's stop reasons are Converse's, as far as the model itself gives them. */
export const writeStop = (reason: StopReason): string =>
  OWN_STOPS.has(reason) ? reason : 'end_turn'

export const readStop = (native: Json | undefined): StopReason =>
  typeof native === 'string' && OWN_STOPS.has(native) ? (native as StopReason) : 'end_turn'

/** The cache's figures are always there, and their names end in Count. */
export function writeUsage(usage: Usage) {
  return {
    inputTokens: usage.inputTokens,
    outputTokens: usage.outputTokens,
    cacheReadInputTokenCount: usage.cacheReadInputTokens ?? 0,
    cacheWriteInputTokenCount: usage.cacheWriteInputTokens ?? 0,
  }
}

function total(usage: Usage): number {
  return Object.values(writeUsage(usage)).reduce((sum, tokens) => sum + tokens, 0)
}

export function readUsage(native: JsonObject): Usage {
  return {
    inputTokens: numberOf(native['inputTokens']) ?? 0,
    outputTokens: numberOf(native['outputTokens']) ?? 0,
    ...given({
      cacheReadInputTokens: numberOf(native['cacheReadInputTokenCount']),
      cacheWriteInputTokens: numberOf(native['cacheWriteInputTokenCount']),
    }),
  }
}

export function parse(native: Json): Message {
  const from = objectOf(native)
  return {
    kind: 'message',
    content: readContent(objectOf(objectOf(from['output'])['message'])),
    stopReason: readStop(stringOf(from['stopReason'])),
    usage: readUsage(objectOf(from['usage'])),
    latencyMs: 0,
  }
}
