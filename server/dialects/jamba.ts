import type { Message, Usage } from '../neutral/reply.ts'
import type { JsonObject } from '../json.ts'
import type { Dialect, Part, Target, Writer } from './dialect.ts'
import { FINISH, joinCompletion, parseCompletion, vllmCallId } from './openai/answer.ts'
import { countOf } from './openai/openai-chat.ts'
import { REQUEST, chatOf } from './openai/request.ts'
import { only, textOf } from './parts/reply-kinds.ts'
import { checked } from './parts/schema.ts'
import { pieceWriter } from './parts/piece-writer.ts'
import type { Piece } from './parts/stream-pieces.ts'
import { argumentsOf, piecesOf } from './parts/stream-pieces.ts'
import type { Stop } from './parts/text-writer.ts'
import { uuid } from './parts/uuid.ts'

/** The token that ends a turn, as Jamba names it in the last chunk of a finished answer. */
const END_OF_TURN = 518

export const dialect: Dialect = {
  name: 'jamba',
  metricsApart: true,
  read: (body) => chatOf(checked(body, REQUEST)),
  body(reply, to) {
    const message = only(reply, 'message')
    const finish_reason = FINISH[message.stopReason]
    const { inputTokens, outputTokens } = message.usage
    return {
      id: `chatcmpl-${uuid(to.ids)}`,
      choices: Array.from({ length: countOf(to) }, (_, index) => ({
        index,
        message: messageBody(message, to),
        finish_reason,
      })),
      usage: {
        prompt_tokens: inputTokens,
        completion_tokens: outputTokens,
        total_tokens: inputTokens + outputTokens,
      },
      meta: { requestDurationMillis: message.latencyMs },
      model: modelName(to.model),
    }
  },
  parts: (reply, to) => chunks(only(reply, 'message'), to),
  writer,
  parse: parseCompletion,
  join: joinCompletion,
}

/** `ai21.jamba-1-5-mini-v1:0` calls itself `jamba-1.5-mini`. */
function modelName(id: string): string {
  return id
    .replace(/^ai21\./, '')
    .replace(/-v\d+:\d+$/, '')
    .replace(/(\d)-(\d)/, '$1.$2')
}

function messageBody({ content }: Message, { ids }: Target): JsonObject {
  const calls = content.flatMap(({ toolUse }) => (toolUse ? [toolUse] : []))
  return {
    role: 'assistant',
    content: textOf(content),
    tool_calls:
      calls.length === 0
        ? null
        : calls.map((call) => ({
            id: call.toolUseId || vllmCallId(ids),
            type: 'function',
            function: { name: call.name, arguments: argumentsOf(call) },
          })),
  }
}

function chunks(message: Message, to: Target): Part[] {
  const { begin, piece, stop } = stream(message.usage, to)
  const pieces = piecesOf(message, to)
  return Array.from({ length: countOf(to) }, (_, index) => [
    begin(index),
    ...pieces.flatMap((each) => piece(index, each)),
    stop(index, message),
  ]).flat()
}

/** The choices take turns, since all are the one answer that is arriving. */
function writer(to: Target): Writer {
  let chunk: ReturnType<typeof stream> | undefined
  const each = (parts: (of: ReturnType<typeof stream>, index: number) => Part[]): Part[] => {
    const opened = (chunk ??= stream({ inputTokens: 0, outputTokens: 0 }, to))
    return Array.from({ length: countOf(to) }, (_, index) => parts(opened, index)).flat()
  }
  return pieceWriter({
    begin(usage) {
      chunk = stream(usage, to)
      return each(({ begin }, index) => [begin(index)])
    },
    piece: (next) => each(({ piece }, index) => piece(index, next)),
    stop: (end) => each(({ stop }, index) => [stop(index, end)]),
  })
}

/** The chunks of one stream, which count their tokens. */
function stream({ inputTokens }: Usage, to: Target) {
  const id = `chatcmpl-${uuid(to.ids)}`
  let count = 0
  const chunk = (choice: JsonObject, tokens: number, after: JsonObject = {}): Part => {
    count += tokens
    const usage = {
      prompt_tokens: inputTokens,
      total_tokens: inputTokens + count,
      completion_tokens: count,
    }
    return { json: { id, choices: [choice], usage, ...after }, tokens }
  }
  return {
    begin: (index: number) =>
      chunk({ index, delta: { role: 'assistant', content: '' }, finish_reason: null }, 0),
    piece: (index: number, piece: Piece): Part[] =>
      piece.of === 'reasoning'
        ? []
        : [chunk({ index, delta: delta(piece, to), finish_reason: null }, piece.tokens)],
    stop(index: number, { stopReason, latencyMs }: Stop) {
      const finish_reason = FINISH[stopReason]
      const stop_reason = finish_reason === 'stop' ? END_OF_TURN : null
      return chunk({ index, delta: { content: '' }, finish_reason, stop_reason }, 0, {
        meta: { requestDurationMillis: latencyMs },
      })
    },
  }
}

function delta({ text, call }: Piece, { ids }: Target): JsonObject {
  if (!call) return { content: text }
  const { toolUse, index, opens } = call
  if (!opens) return { tool_calls: [{ index, function: { arguments: text } }] }
  const id = toolUse.toolUseId || vllmCallId(ids)
  return {
    tool_calls: [{ index, id, type: 'function', function: { name: toolUse.name, arguments: '' } }],
  }
}
