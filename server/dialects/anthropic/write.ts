import type { Block, ReasoningContent } from '../../neutral/prompt.ts'
import type { Message, Reply, StopReason, Usage } from '../../neutral/reply.ts'
import type { Json, JsonObject } from '../../json.ts'
import { readContent } from './blocks.ts'
import { writeCitation } from './citations.ts'
import { alwaysCounts, countsByTtl, namesModelFirst, hasDetails, traitsOf } from './names.ts'
import type { Traits } from './names.ts'
import { blockText } from '../../neutral/block-text.ts'
import type { Ids, Target } from '../dialect.ts'
import { given, numberOf, objectOf, stringOf } from '../../json-fields.ts'
import { only } from '../parts/reply-kinds.ts'

/** Makes a message's id. */
export type MessageId = (ids: Ids) => string

const nativeId: MessageId = (ids) => ids('msg_bdrk_01', 22)

/** An answer as Claude's messages body. */
export function body(reply: Reply, to: Target, messageId?: MessageId): JsonObject {
  const message = only(reply, 'message')
  const traits = traitsOf(to.model)
  return {
    ...head(traits, to, messageId),
    content: message.content.flatMap((block) => writeBlock(block, to)),
    ...stop(message, traits),
    usage: writeUsage(message.usage, traits, thinkingTokens(message, to)),
  }
}

/** The members before the content, in the order in which the model's generation sends them. */
export function head(
  traits: Traits,
  { ids }: Pick<Target, 'ids'>,
  messageId: MessageId = nativeId,
): JsonObject {
  const { name: model } = traits
  const id = messageId(ids)
  return namesModelFirst(traits)
    ? { model, id, type: 'message', role: 'assistant' }
    : { id, type: 'message', role: 'assistant', model }
}

export function stop(
  { stopReason, stopSequence }: Pick<Message, 'stopReason' | 'stopSequence'>,
  traits: Traits,
): JsonObject {
  return {
    stop_reason: STOP_REASONS[stopReason],
    stop_sequence: stopReason === 'stop_sequence' ? (stopSequence ?? null) : null,
    ...(hasDetails(traits) && { stop_details: null }),
  }
}

const STOP_REASONS: Readonly<Record<StopReason, string>> = {
  end_turn: 'end_turn',
  tool_use: 'tool_use',
  max_tokens: 'max_tokens',
  stop_sequence: 'stop_sequence',
  content_filtered: 'refusal',
  model_context_window_exceeded: 'model_context_window_exceeded',
  // Claude has no stop reasons for Bedrock's guardrails and Converse's checks.
  guardrail_intervened: 'end_turn',
  malformed_model_output: 'end_turn',
  malformed_tool_use: 'end_turn',
}

const FROM_NATIVE: Readonly<Record<string, StopReason>> = {
  tool_use: 'tool_use',
  max_tokens: 'max_tokens',
  stop_sequence: 'stop_sequence',
  refusal: 'content_filtered',
  model_context_window_exceeded: 'model_context_window_exceeded',
}

/** Anything unknown, `pause_turn` among it, ends the turn. */
export function readStop(native: JsonObject): Pick<Message, 'stopReason' | 'stopSequence'> {
  const stopReason = FROM_NATIVE[stringOf(native['stop_reason']) ?? ''] ?? 'end_turn'
  return { stopReason, ...given({ stopSequence: stringOf(native['stop_sequence']) }) }
}

/** A block of an answer; nothing for blocks that Claude cannot say. */
export function writeBlock(block: Block, { ids }: Target): JsonObject[] {
  const { toolUse, reasoningContent, citationsContent } = block
  if (toolUse) {
    const type = toolUse.type === 'server_tool_use' ? 'server_tool_use' : 'tool_use'
    const id = toolUse.toolUseId || ids('toolu_bdrk_01', 22)
    return [{ type, id, name: toolUse.name, input: toolUse.input }]
  }
  if (reasoningContent) return [writeReasoning(reasoningContent)]
  const text = blockText(block)
  if (text === undefined) return []
  const citations = citationsContent?.citations?.flatMap((each) => writeCitation(each) ?? []) ?? []
  return [{ type: 'text', text, ...(citations.length > 0 && { citations }) }]
}

function writeReasoning(reasoning: ReasoningContent): JsonObject {
  if ('redactedContent' in reasoning)
    return { type: 'redacted_thinking', data: dataOf(reasoning.redactedContent) }
  const { text, signature = '' } = reasoning.reasoningText
  return { type: 'thinking', thinking: text, signature }
}

/** Converse carries as bytes, so as base64, what Claude has as text. */
const dataOf = (redacted: string): string => Buffer.from(redacted, 'base64').toString('latin1')

export function writeUsage(usage: Usage, traits: Traits, thinking?: number): JsonObject {
  const { inputTokens, outputTokens, cacheReadInputTokens, cacheWriteInputTokens } = usage
  const counted = (cacheReadInputTokens ?? cacheWriteInputTokens) !== undefined
  return {
    input_tokens: inputTokens,
    ...((counted || alwaysCounts(traits)) && {
      cache_creation_input_tokens: cacheWriteInputTokens ?? 0,
      cache_read_input_tokens: cacheReadInputTokens ?? 0,
    }),
    ...(countsByTtl(traits) && { cache_creation: writesByTtl(usage) }),
    output_tokens: outputTokens,
    ...(hasDetails(traits) && {
      ...(thinking !== undefined && { output_tokens_details: { thinking_tokens: thinking } }),
      service_tier: 'standard',
    }),
  }
}

function writesByTtl({ cacheWriteInputTokens = 0, cacheDetails = [] }: Usage): JsonObject {
  const hour = cacheDetails
    .filter(({ ttl }) => ttl === '1h')
    .reduce((sum, { inputTokens }) => sum + inputTokens, 0)
  return {
    ephemeral_5m_input_tokens: cacheWriteInputTokens - hour,
    ephemeral_1h_input_tokens: hour,
  }
}

export function readUsage(native: JsonObject): Usage {
  const byTtl = objectOf(native['cache_creation'])
  const { thinking_tokens } = objectOf(native['output_tokens_details'])
  const cacheDetails = [
    { inputTokens: numberOf(byTtl['ephemeral_5m_input_tokens']) ?? 0, ttl: '5m' },
    { inputTokens: numberOf(byTtl['ephemeral_1h_input_tokens']) ?? 0, ttl: '1h' },
  ].filter(({ inputTokens }) => inputTokens > 0)
  return {
    inputTokens: numberOf(native['input_tokens']) ?? 0,
    outputTokens: numberOf(native['output_tokens']) ?? 0,
    ...given({
      cacheReadInputTokens: numberOf(native['cache_read_input_tokens']),
      cacheWriteInputTokens: numberOf(native['cache_creation_input_tokens']),
      reasoningTokens: numberOf(thinking_tokens) || undefined,
    }),
    ...(cacheDetails.length > 0 && { cacheDetails }),
  }
}

/** The output tokens of thinking. If unknown, the tokens are divided by pieces. */
function thinkingTokens({ content, usage }: Message, to: Target): number {
  if (usage.reasoningTokens !== undefined) return usage.reasoningTokens
  let thought = 0
  let written = 0
  for (const { reasoningContent, text, toolUse } of content) {
    if (reasoningContent && 'reasoningText' in reasoningContent)
      thought += to.cut(reasoningContent.reasoningText.text).length
    if (text) written += to.cut(text).length
    if (toolUse) written += to.cut(JSON.stringify(toolUse.input)).length
  }
  return thought === 0 ? 0 : Math.round((usage.outputTokens * thought) / (thought + written))
}

/** A messages body, as recorded, in the neutral form. */
export function parse(native: Json): Message {
  const from = objectOf(native)
  return {
    kind: 'message',
    content: readContent(from['content']),
    ...readStop(from),
    usage: readUsage(objectOf(from['usage'])),
    latencyMs: 0,
  }
}
