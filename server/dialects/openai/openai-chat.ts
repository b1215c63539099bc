import type { Block, Chat } from '../../neutral/prompt.ts'
import type { Message } from '../../neutral/reply.ts'
import type { Json, JsonObject } from '../../json.ts'
import type { Dialect, Part, Target, Writer } from '../dialect.ts'
import {
  FINISH,
  joinCompletion,
  parseCompletion,
  tagged,
  tagsThoughts,
  untag,
  vllmCallId,
} from './answer.ts'
import { familyOf } from '../../models/families.ts'
import { habitsOf } from '../../models/habits.ts'
import { checkOpenAi } from './check.ts'
import { REQUEST, chatOf } from './request.ts'
import { only, reasoningOf, textOf } from '../parts/reply-kinds.ts'
import { checked } from '../parts/schema.ts'
import { pieceWriter } from '../parts/piece-writer.ts'
import type { Piece } from '../parts/stream-pieces.ts'
import { argumentsOf, piecesOf } from '../parts/stream-pieces.ts'
import type { Stop } from '../parts/text-writer.ts'
import { uuid } from '../parts/uuid.ts'

// OpenAI's Chat Completions as Bedrock serves them for gpt-oss and the open models. Unlike OpenAI's own
// service it writes the keys in alphabetical order.

export const dialect: Dialect = {
  name: 'openai-chat',
  read,
  body: (reply, to) => completion(only(reply, 'message'), to),
  parts: (reply, to) => chunks(only(reply, 'message'), to),
  writer,
  parse: parseCompletion,
  join: joinCompletion,
}

function read(body: Json, model: string): Chat {
  const request = checked(body, REQUEST)
  const chat = chatOf(request)
  if (!tagsThoughts(model)) return chat
  checkOpenAi(request, model)
  return {
    ...chat,
    messages: chat.messages.map((turn) =>
      turn.role === 'assistant' ? { ...turn, content: turn.content.flatMap(apart) } : turn,
    ),
  }
}

/** A former answer of gpt-oss, sent back with the thoughts in its text. */
function apart(block: Block): Block[] {
  const { thought, text } = untag(block.text ?? '')
  if (thought === '') return [block]
  const thoughts: Block = { reasoningContent: { reasoningText: { text: thought } } }
  return text === '' ? [thoughts] : [thoughts, { text }]
}

/** An id for a tool call that has none. vLLM serves the models that do not count their calls. */
function ownId(name: string, index: number, to: Target): string {
  const { countsCalls = false } = habitsOf(familyOf(to.model))
  return countsCalls ? `functions.${name}:${index}` : vllmCallId(to.ids)
}

function completion(reply: Message, to: Target): JsonObject {
  const id = `chatcmpl-${uuid(to.ids)}`
  return {
    choices: Array.from({ length: countOf(to) }, (_, index) => ({
      finish_reason: FINISH[reply.stopReason],
      index,
      logprobs: null,
      message: message(reply, to),
    })),
    created: Math.floor(to.now / 1000),
    id,
    model: to.model,
    object: 'chat.completion',
    service_tier: 'auto',
    usage: usage(reply),
  }
}

export function countOf({ prompt }: Target): number {
  return prompt.kind === 'chat' ? (prompt.count ?? 1) : 1
}

function message({ content }: Message, to: Target): JsonObject {
  const thought = reasoningOf(content)
  const inline = tagsThoughts(to.model) && thought !== '' ? tagged(thought) : ''
  const text = inline + textOf(content)
  const calls = content.flatMap(({ toolUse }) => (toolUse ? [toolUse] : []))
  return {
    content: text === '' && calls.length > 0 ? null : text,
    ...(thought !== '' && inline === '' && { reasoning_content: thought }),
    refusal: null,
    role: 'assistant',
    ...(calls.length > 0 && {
      tool_calls: calls.map((call, index) => ({
        function: { arguments: argumentsOf(call), name: call.name },
        id: call.toolUseId || ownId(call.name, index, to),
        type: 'function',
      })),
    }),
  }
}

function frameOf(to: Target): JsonObject {
  return {
    created: Math.floor(to.now / 1000),
    id: `chatcmpl-${uuid(to.ids)}`,
    model: to.model,
    object: 'chat.completion.chunk',
    service_tier: 'auto',
  }
}

function chunk(
  frame: JsonObject,
  index: number,
  payload: JsonObject,
  tokens: number,
  reason: string | null = null,
): Part {
  return { json: { choices: [{ delta: payload, finish_reason: reason, index }], ...frame }, tokens }
}

const OPENING = { content: '', role: 'assistant' }

/** The chunk after the last one for a request with `include_usage`. */
function usageChunk(frame: JsonObject, reply: Stop, { prompt }: Target): Part[] {
  if (prompt.kind !== 'chat' || prompt.native?.['includesUsage'] !== true) return []
  return [{ json: { choices: [], ...frame, usage: usage(reply) }, tokens: 0 }]
}

function chunks(reply: Message, to: Target): Part[] {
  const frame = frameOf(to)
  const parts: Part[] = []
  const push = (index: number, payload: JsonObject, tokens: number, reason: string | null = null) =>
    parts.push(chunk(frame, index, payload, tokens, reason))
  const pieces = piecesOf(reply, to)
  const finish = FINISH[reply.stopReason]
  for (let index = 0; index < countOf(to); index++) {
    push(index, OPENING, 0)
    // A truncated answer has its reason in the last piece, a complete one in a separate chunk.
    const cutOff = finish === 'length' ? pieces.at(-1) : undefined
    for (const piece of pieces)
      push(index, delta(piece, to), piece.tokens, piece === cutOff ? finish : null)
    if (!cutOff) push(index, {}, 0, finish)
  }
  return [...parts, ...usageChunk(frame, reply, to)]
}

/** The choices take turns, because all are the same arriving answer; its end is a separate chunk. */
function writer(to: Target): Writer {
  const frame = frameOf(to)
  const each = (payload: JsonObject, tokens: number, reason: string | null = null): Part[] =>
    Array.from({ length: countOf(to) }, (_, index) => chunk(frame, index, payload, tokens, reason))
  return pieceWriter({
    begin: () => each(OPENING, 0),
    piece: (piece) => each(delta(piece, to), piece.tokens),
    stop: (stop) => [...each({}, 0, FINISH[stop.stopReason]), ...usageChunk(frame, stop, to)],
  })
}

function usage({ usage: { inputTokens, outputTokens } }: Stop): JsonObject {
  return {
    completion_tokens: outputTokens,
    prompt_tokens: inputTokens,
    total_tokens: inputTokens + outputTokens,
  }
}

function delta({ of, text, call }: Piece, to: Target): JsonObject {
  if (of === 'reasoning')
    return tagsThoughts(to.model) ? { content: tagged(text) } : { reasoning_content: text }
  if (!call) return { content: text }
  const { toolUse, index, opens } = call
  if (!opens) return { tool_calls: [{ function: { arguments: text }, index }] }
  const id = toolUse.toolUseId || ownId(toolUse.name, index, to)
  return {
    tool_calls: [{ function: { arguments: '', name: toolUse.name }, id, index, type: 'function' }],
  }
}
