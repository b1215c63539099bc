import type { Message } from '../../neutral/reply.ts'
import type { JsonObject } from '../../json.ts'
import type { Dialect, Part, Target, Writer } from '../dialect.ts'
import { FINISH, joinCompletion, parseCompletion } from '../openai/answer.ts'
import { countOf } from '../openai/openai-chat.ts'
import { REQUEST, chatOf } from '../openai/request.ts'
import { only, reasoningOf, textOf } from '../parts/reply-kinds.ts'
import { checked } from '../parts/schema.ts'
import { pieceWriter } from '../parts/piece-writer.ts'
import type { Piece } from '../parts/stream-pieces.ts'
import { argumentsOf, piecesOf } from '../parts/stream-pieces.ts'
import type { Stop } from '../parts/text-writer.ts'
import { uuid } from '../parts/uuid.ts'

// Mistral's chat models: OpenAI's schema in Mistral's own order of keys.

export const dialect: Dialect = {
  name: 'mistral-chat',
  read: (body) => chatOf(checked(body, REQUEST)),
  body: (reply, to) => completion(only(reply, 'message'), to),
  parts: (reply, to) => chunks(only(reply, 'message'), to),
  writer,
  parse: parseCompletion,
  join: joinCompletion,
}

interface Words {
  finish: string
  payload: string
}

/** The models of 2024 have their own format, also for streams; later ones use OpenAI's. */
const words = ({ model }: Target): Words =>
  /-240\d-/.test(model)
    ? { finish: 'stop_reason', payload: 'message' }
    : { finish: 'finish_reason', payload: 'delta' }

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
  const chunk = chunkOf(to)
  const pieces = piecesOf(reply, to)
  return Array.from({ length: countOf(to) }, (_, index) => [
    ...opening(index, chunk),
    ...pieces.map((piece) => chunk(index, delta(piece, to), piece.tokens)),
    ...ending(index, reply, chunk),
  ]).flat()
}

/** The choices take turns, since all are the one answer that is arriving. */
export function writer(to: Target): Writer {
  const chunk = chunkOf(to)
  const each = (parts: (index: number) => Part[]) =>
    Array.from({ length: countOf(to) }, (_, index) => parts(index)).flat()
  return pieceWriter({
    begin: () => each((index) => opening(index, chunk)),
    piece: (piece) => each((index) => [chunk(index, delta(piece, to), piece.tokens)]),
    stop: (stop) => each((index) => ending(index, stop, chunk)),
  })
}

type Chunk = (index: number, payload: JsonObject, tokens: number, finish?: string | null) => Part

function chunkOf(to: Target): Chunk {
  const named = words(to)
  const shared = frame('chat.completion.chunk', to)
  return (index, payload, tokens, finish = null) => ({
    json: { ...shared, choices: [{ index, [named.payload]: payload, [named.finish]: finish }] },
    tokens,
  })
}

const opening = (index: number, chunk: Chunk): Part[] => [
  chunk(index, { role: 'assistant', content: '' }, 0),
]

const ending = (index: number, { stopReason }: Stop, chunk: Chunk): Part[] => [
  chunk(index, { content: '' }, 0, FINISH[stopReason]),
]

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
