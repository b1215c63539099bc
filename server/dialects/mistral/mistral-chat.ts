import type { Message } from '../../neutral/reply.ts'
import type { JsonObject } from '../../json.ts'
import type { Dialect, Part, Target } from '../dialect.ts'
import { FINISH, joinCompletion, parseCompletion } from '../openai/answer.ts'
import { countOf } from '../openai/openai-chat.ts'
import { REQUEST, chatOf } from '../openai/request.ts'
import { only, reasoningOf, textOf } from '../parts/reply-kinds.ts'
import { checked } from '../parts/schema.ts'
import type { Piece } from '../parts/stream-pieces.ts'
import { argumentsOf, piecesOf } from '../parts/stream-pieces.ts'
import { uuid } from '../parts/uuid.ts'

// Mistral's chat models: OpenAI's schema in Mistral's own order of keys.

export const dialect: Dialect = {
  name: 'mistral-chat',
  read: (body) => chatOf(checked(body, REQUEST)),
  body: (reply, to) => completion(only(reply, 'message'), to),
  parts: (reply, to) => chunks(only(reply, 'message'), to),
  parse: parseCompletion,
  join: joinCompletion,
}

interface Words {
  finish: string
  said: string
}

/** The models of 2024 have their own format, also for streams; later ones use OpenAI's. */
const words = ({ model }: Target): Words =>
  /-240\d-/.test(model)
    ? { finish: 'stop_reason', said: 'message' }
    : { finish: 'finish_reason', said: 'delta' }

export function completion(reply: Message, to: Target): JsonObject {
  const { inputTokens, outputTokens } = reply.usage
  return {
    ...frame('chat.completion', to),
    choices: Array.from({ length: countOf(to) }, (_, index) => ({
      index,
      message: message(reply, to),
      [words(to).finish]: FINISH[reply.stopReason],
    })),
    usage: {
      prompt_tokens: inputTokens,
      total_tokens: inputTokens + outputTokens,
      completion_tokens: outputTokens,
    },
  }
}

function frame(object: string, to: Target): JsonObject {
  return { id: uuid(to.ids), object, created: Math.floor(to.now / 1000), model: to.model }
}

function message({ content }: Message, to: Target): JsonObject {
  const thought = reasoningOf(content)
  const calls = content.flatMap(({ toolUse }) => (toolUse ? [toolUse] : []))
  return {
    role: 'assistant',
    content: textOf(content),
    ...(thought !== '' && { reasoning_content: thought }),
    ...(calls.length > 0 && {
      tool_calls: calls.map((call) => ({
        id: call.toolUseId || to.ids('', 9),
        function: { name: call.name, arguments: argumentsOf(call) },
        type: 'function',
      })),
    }),
  }
}

export function chunks(reply: Message, to: Target): Part[] {
  const named = words(to)
  const shared = frame('chat.completion.chunk', to)
  const parts: Part[] = []
  const push = (index: number, said: JsonObject, tokens: number, finish: string | null = null) =>
    parts.push({
      json: { ...shared, choices: [{ index, [named.said]: said, [named.finish]: finish }] },
      tokens,
    })
  const pieces = piecesOf(reply, to)
  for (let index = 0; index < countOf(to); index++) {
    push(index, { role: 'assistant', content: '' }, 0)
    for (const piece of pieces) push(index, delta(piece, to), piece.tokens)
    push(index, { content: '' }, 0, FINISH[reply.stopReason])
  }
  return parts
}

function delta({ of, text, call }: Piece, to: Target): JsonObject {
  if (of === 'reasoning') return { reasoning_content: text }
  if (!call) return { content: text }
  const { toolUse, index, opens } = call
  if (!opens) return { tool_calls: [{ index, function: { arguments: text } }] }
  const id = toolUse.toolUseId || to.ids('', 9)
  return {
    tool_calls: [{ index, id, function: { name: toolUse.name, arguments: '' }, type: 'function' }],
  }
}
