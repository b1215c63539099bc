import type { Target } from '../../../dialects/dialect.ts'
import { pieceWriter } from '../../../dialects/parts/piece-writer.ts'
import { only } from '../../../dialects/parts/reply-kinds.ts'
import { piecesOf } from '../../../dialects/parts/stream-pieces.ts'
import { isObject } from '../../../json.ts'
import type { JsonObject } from '../../../json.ts'
import type { Message, Reply } from '../../../neutral/reply.ts'
import type { Draft, EventWriter } from '../../draft.ts'
import type { Call } from '../../types.ts'
import { nativeDraft } from '../native.ts'
import {
  choicesIn,
  deltaOf,
  finishOf,
  completionFrame,
  isRefusal,
  chatMessage,
  chatUsage,
} from './message.ts'

/** A chat.completion. */
export function writeBody(reply: Reply, to: Target, call: Call): Draft {
  const written = nativeDraft(reply, false, unnamed)
  if (written !== undefined) return written
  const answer = only(reply, 'message')
  const message = chatMessage(answer, to, call)
  const finish = finishOf(answer.stopReason)
  const body: JsonObject = {
    choices: Array.from({ length: choicesIn(call) }, (_, index) => ({
      finish_reason: finish,
      index,
      logprobs: null,
      message,
    })),
    ...completionFrame('chat.completion', to, call),
    usage: chatUsage(answer),
  }
  return { kind: 'body', headers: [], body }
}

const unnamed = () => ''

interface Chunk {
  json: JsonObject
  tokens: number
}

/** The chunks of a stream; the mark at its end belongs to the framing. */
export function writeChunks(reply: Reply, to: Target, call: Call): Draft {
  const written = nativeDraft(reply, true, unnamed)
  if (written !== undefined) return written
  const answer = only(reply, 'message')
  const { begin, each, stop } = chunksOf(to, call)
  const refused = isRefusal(answer.stopReason)
  const chunks = begin()
  // What follows hidden thoughts is as late as if they were shown.
  let hidden = 0
  for (const piece of piecesOf(answer, to)) {
    const delta = deltaOf(piece, to, call)
    const visible = refused && piece.of === 'text' ? { refusal: piece.text } : delta
    if (visible === undefined) {
      hidden += piece.tokens
      continue
    }
    chunks.push(...each(visible, hidden + piece.tokens))
    hidden = 0
  }
  chunks.push(...stop(answer))
  return { kind: 'events', headers: [], events: chunks.map(eventOf) }
}

/** The chunks of an answer while it arrives. */
export function chunkWriter(to: Target, call: Call): EventWriter {
  const { begin, each, stop } = chunksOf(to, call)
  const write = pieceWriter({
    begin,
    piece(piece) {
      const delta = deltaOf(piece, to, call)
      return delta === undefined ? [] : each(delta, piece.tokens)
    },
    stop,
  })
  return { headers: [], write: (delta) => write(delta).map(eventOf) }
}

const eventOf = ({ json, tokens }: Chunk) => ({ type: '', payload: json, tokens })

/** Each choice of a request for several gets the same chunks. */
function chunksOf(to: Target, call: Call) {
  const frame = completionFrame('chat.completion.chunk', to, call)
  const count = choicesIn(call)
  const each = (delta: JsonObject, tokens = 0, reason: string | null = null): Chunk[] =>
    Array.from({ length: count }, (_, index) => ({
      json: { choices: [{ delta, finish_reason: reason, index }], ...frame },
      tokens,
    }))
  return {
    begin: () => each({ content: '', role: 'assistant' }),
    each,
    stop: (answer: Pick<Message, 'stopReason' | 'usage'>): Chunk[] => [
      ...each({}, 0, finishOf(answer.stopReason)),
      ...(includesUsage(call)
        ? [{ json: { choices: [], ...frame, usage: chatUsage(answer) }, tokens: 0 }]
        : []),
    ],
  }
}

function includesUsage({ body }: Call): boolean {
  const options = isObject(body) ? body['stream_options'] : undefined
  return isObject(options) && options['include_usage'] === true
}
