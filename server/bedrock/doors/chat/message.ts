import { FINISH, tagged, tagsThoughts, vllmCallId } from '../../../dialects/openai/answer.ts'
import type { Target } from '../../../dialects/dialect.ts'
import { reasoningOf, textOf } from '../../../dialects/parts/reply-kinds.ts'
import { argumentsOf } from '../../../dialects/parts/stream-pieces.ts'
import type { Piece } from '../../../dialects/parts/stream-pieces.ts'
import { uuid } from '../../../dialects/parts/uuid.ts'
import { isObject } from '../../../json.ts'
import { objectOf } from '../../../json-fields.ts'
import type { JsonObject } from '../../../json.ts'
import type { ToolUse } from '../../../neutral/prompt.ts'
import type { Message, StopReason } from '../../../neutral/reply.ts'
import type { Call } from '../../types.ts'
import { hostOf } from '../host.ts'

// What whole answers and chunks have in common. Keys are in alphabetical order, as Bedrock writes them.

/** The members next to the choices. */
export function completionFrame(object: string, to: Target, { body }: Call): JsonObject {
  const { model, service_tier: tier } = isObject(body) ? body : {}
  return {
    created: Math.floor(to.now / 1000),
    id: `chatcmpl-${uuid(to.ids)}`,
    model: typeof model === 'string' ? model : to.model,
    object,
    service_tier: typeof tier === 'string' && tier !== 'auto' ? tier : 'default',
  }
}

export function choicesIn({ body }: Call): number {
  const n = isObject(body) ? body['n'] : undefined
  return typeof n === 'number' && n > 1 ? n : 1
}

/** A refusal is in a separate member. */
export const isRefusal = (reason: StopReason): boolean => reason === 'content_filtered'

export const finishOf = (reason: StopReason): string => FINISH[reason]

/** Observed: the models whose answers have their thoughts. Those of GPT-5 and others never show them. */
const THINKS = /gpt-oss|qwen3|deepseek|\.glm-|kimi|minimax|nemotron-super/
const THINKS_HARD = /\.gemma-4/

const shows = (model: string, { body }: Call): boolean =>
  THINKS.test(model) || (THINKS_HARD.test(model) && objectOf(body)['reasoning_effort'] === 'high')

interface Thoughts {
  inline: string
  member: { reasoning?: string }
}

/** Where reasoning goes: a separate member; on Bedrock Runtime, gpt-oss has it in its text. */
function thoughtsOf(thought: string, to: Target, call: Call): Thoughts {
  if (thought === '' || !shows(to.model, call)) return { inline: '', member: {} }
  return hostOf(call) === 'runtime' && tagsThoughts(to.model)
    ? { inline: tagged(thought), member: {} }
    : { inline: '', member: { reasoning: thought } }
}

export function chatMessage({ content, stopReason }: Message, to: Target, call: Call): JsonObject {
  const { inline, member } = thoughtsOf(reasoningOf(content), to, call)
  const plain = textOf(content)
  const refused = isRefusal(stopReason) && plain !== ''
  const text = inline + (refused ? '' : plain)
  const calls = content.flatMap(({ toolUse }) => (toolUse ? [toolUse] : []))
  return {
    content: text === '' && (refused || calls.length > 0) ? null : text,
    ...member,
    refusal: refused ? plain : null,
    role: 'assistant',
    ...(calls.length > 0 && {
      tool_calls: calls.map((use) => ({
        function: { arguments: argumentsOf(use), name: use.name },
        id: idOf(use, to),
        type: 'function',
      })),
    }),
  }
}

const idOf = ({ toolUseId }: ToolUse, to: Target): string => toolUseId || vllmCallId(to.ids)

/** Undefined if nothing is shown. */
export function deltaOf(piece: Piece, to: Target, call: Call): JsonObject | undefined {
  const { of, text, call: part } = piece
  if (of === 'reasoning') {
    const { inline, member } = thoughtsOf(text, to, call)
    if (inline !== '') return { content: inline }
    return member.reasoning === undefined ? undefined : member
  }
  if (part === undefined) return { content: text }
  const { toolUse, index, opens } = part
  if (!opens) return { tool_calls: [{ function: { arguments: text }, index }] }
  const named = { arguments: '', name: toolUse.name }
  return { tool_calls: [{ function: named, id: idOf(toolUse, to), index, type: 'function' }] }
}

/** OpenAI counts cached tokens among those of the prompt. */
export function chatUsage({ usage }: Pick<Message, 'usage'>): JsonObject {
  const { inputTokens, outputTokens, reasoningTokens, cacheReadInputTokens: read } = usage
  const prompt = inputTokens + (read ?? 0) + (usage.cacheWriteInputTokens ?? 0)
  return {
    completion_tokens: outputTokens,
    ...(reasoningTokens !== undefined && {
      completion_tokens_details: { reasoning_tokens: reasoningTokens },
    }),
    prompt_tokens: prompt,
    ...(read !== undefined && { prompt_tokens_details: { cached_tokens: read } }),
    total_tokens: prompt + outputTokens,
  }
}
