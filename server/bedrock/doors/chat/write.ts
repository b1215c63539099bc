import { FINISH, tagged, tagsThoughts, vllmCallId } from '../../../dialects/openai/answer.ts'
import type { Target } from '../../../dialects/dialect.ts'
import { only, reasoningOf, textOf } from '../../../dialects/parts/reply-kinds.ts'
import { argumentsOf, piecesOf } from '../../../dialects/parts/stream-pieces.ts'
import type { Piece } from '../../../dialects/parts/stream-pieces.ts'
import { uuid } from '../../../dialects/parts/uuid.ts'
import { isObject } from '../../../json.ts'
import type { JsonObject } from '../../../json.ts'
import type { ToolUse } from '../../../neutral/prompt.ts'
import type { Message, Reply } from '../../../neutral/reply.ts'
import type { Draft, DraftEvent } from '../../draft.ts'
import type { Call } from '../../types.ts'
import { hostOf } from '../host.ts'
import { nativeDraft } from '../native.ts'

/** A chat.completion, keys in alphabetical order as Bedrock writes them. */
export function writeBody(reply: Reply, to: Target, call: Call): Draft {
  const written = nativeDraft(reply, false, () => '')
  if (written !== undefined) return written
  const answer = only(reply, 'message')
  const said = message(answer, to, call)
  const body: JsonObject = {
    choices: Array.from({ length: countOf(call) }, (_, index) => ({
      finish_reason: FINISH[answer.stopReason],
      index,
      logprobs: null,
      message: said,
    })),
    ...frame('chat.completion', to, call),
    usage: usageOf(answer),
  }
  return { kind: 'body', headers: [], body }
}

/** The chunks of a stream; `[DONE]` belongs to the framing. */
export function writeChunks(reply: Reply, to: Target, call: Call): Draft {
  const written = nativeDraft(reply, true, () => '')
  if (written !== undefined) return written
  const answer = only(reply, 'message')
  const common = frame('chat.completion.chunk', to, call)
  const events: DraftEvent[] = []
  const push = (payload: JsonObject, tokens = 0) => events.push({ type: '', payload, tokens })
  const choice = (index: number, delta: JsonObject, tokens = 0, reason: string | null = null) =>
    push({ choices: [{ delta, finish_reason: reason, index }], ...common }, tokens)
  const pieces = piecesOf(answer, to)
  const deltas = pieces.map((piece) => deltaOf(piece, to, call))
  for (let index = 0; index < countOf(call); index++) {
    choice(index, { content: '', role: 'assistant' })
    for (const [at, delta] of deltas.entries()) choice(index, delta, pieces[at]?.tokens)
    choice(index, {}, 0, FINISH[answer.stopReason])
  }
  if (includesUsage(call)) push({ choices: [], ...common, usage: usageOf(answer) })
  return { kind: 'events', headers: [], events }
}

function frame(object: string, to: Target, { body }: Call): JsonObject {
  const { model, service_tier: tier } = isObject(body) ? body : {}
  return {
    created: Math.floor(to.now / 1000),
    id: `chatcmpl-${uuid(to.ids)}`,
    model: typeof model === 'string' ? model : to.model,
    object,
    service_tier: typeof tier === 'string' && tier !== 'auto' ? tier : 'default',
  }
}

function countOf({ body }: Call): number {
  const n = isObject(body) ? body['n'] : undefined
  return typeof n === 'number' && n > 1 ? n : 1
}

function includesUsage({ body }: Call): boolean {
  const options = isObject(body) ? body['stream_options'] : undefined
  return isObject(options) && options['include_usage'] === true
}

/** Where the thoughts go: a member of their own; on Bedrock Runtime, gpt-oss has them in its text. */
function thoughtsOf(
  thought: string,
  to: Target,
  call: Call,
): { inline: string; member: JsonObject } {
  if (thought === '') return { inline: '', member: {} }
  return hostOf(call) === 'runtime' && tagsThoughts(to.model)
    ? { inline: tagged(thought), member: {} }
    : { inline: '', member: { reasoning: thought } }
}

function message({ content }: Message, to: Target, call: Call): JsonObject {
  const { inline, member } = thoughtsOf(reasoningOf(content), to, call)
  const text = inline + textOf(content)
  const calls = content.flatMap(({ toolUse }) => (toolUse ? [toolUse] : []))
  return {
    content: text === '' && calls.length > 0 ? null : text,
    ...member,
    refusal: null,
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

function deltaOf({ of, text, call: part }: Piece, to: Target, call: Call): JsonObject {
  if (of === 'reasoning') {
    const { inline, member } = thoughtsOf(text, to, call)
    return inline === '' ? member : { content: inline }
  }
  if (part === undefined) return { content: text }
  const { toolUse, index, opens } = part
  if (!opens) return { tool_calls: [{ function: { arguments: text }, index }] }
  return {
    tool_calls: [
      {
        function: { arguments: '', name: toolUse.name },
        id: idOf(toolUse, to),
        index,
        type: 'function',
      },
    ],
  }
}

/** OpenAI counts cached tokens among those of the prompt. */
function usageOf({ usage }: Message): JsonObject {
  const {
    inputTokens,
    outputTokens,
    cacheReadInputTokens: read,
    cacheWriteInputTokens: wrote = 0,
  } = usage
  const prompt = inputTokens + (read ?? 0) + wrote
  return {
    completion_tokens: outputTokens,
    prompt_tokens: prompt,
    ...(read !== undefined && { prompt_tokens_details: { cached_tokens: read } }),
    total_tokens: prompt + outputTokens,
  }
}
