import type { Answer } from '../bedrock/answer.ts'
import { cut } from '../bedrock/pieces.ts'
import type { Call } from '../bedrock/types.ts'
import { dialectOf } from '../dialects/index.ts'
import { evaluate } from '../guardrails/evaluate.ts'
import { masked, maskedPieces } from '../guardrails/mask.ts'
import type { Verdict } from '../guardrails/verdict.ts'
import type { Message, Reply } from '../neutral/reply.ts'
import type { Moderation } from './moderation.ts'

type ReplyAnswer = Answer & { kind: 'reply' }

/** What a guardrail makes of an answer: blocked, masked or as it was, with what was found for the trace. */
export function moderated(
  answer: Answer,
  { guardrail, named, input, ground }: Moderation,
  call: Call,
): Answer {
  if (answer.kind !== 'reply') return answer
  const message = messageOf(answer.reply, call)
  if (message === undefined) return answer
  const texts = message.content.flatMap(({ text }) => (text === undefined ? [] : [text]))
  const output = evaluate(guardrail, {
    side: 'OUTPUT',
    texts,
    ground,
    full: named.trace === 'enabled_full',
  })
  const { stable: _rendered, ...rest } = answer
  const guarded = { input, output, isTraced: named.trace !== 'disabled' }
  const isAsync = named.isAsync && call.operation.streams === true
  // An asynchronous stream has sent its text before it is judged: there is nothing left to mask.
  if (output.action === 'NONE' || (isAsync && output.action === 'MASKED'))
    return { ...rest, guarded: { ...guarded, intervened: false } }
  const pieces = piecesOf(texts, answer, call)
  const changed =
    output.action === 'MASKED'
      ? maskedMessage(message, output, pieces)
      : isAsync
        ? followed(message, guardrail.blockedOutputsMessaging, pieces)
        : blocked(message, guardrail.blockedOutputsMessaging)
  return {
    ...rest,
    ...changed,
    guarded: { ...guarded, intervened: true, original: answer.reply },
  }
}

function messageOf(reply: Reply, call: Call): Message | undefined {
  if (reply.kind === 'message') return reply
  const { family } = call.model()
  if (reply.kind !== 'native' || family === undefined) return undefined
  const { parse, join } = dialectOf(family.dialect)
  const parsed = Array.isArray(reply.body) ? join?.(reply.body) : parse(reply.body)
  return parsed?.kind === 'message' ? parsed : undefined
}

/** The pieces in which each text is streamed. */
function piecesOf(texts: readonly string[], { chunks }: ReplyAnswer, call: Call): string[][] {
  const grain = call.model().family?.grain ?? 'words'
  if (texts.length === 1 && chunks?.join('') === texts[0]) return [chunks ?? []]
  return texts.map((text) => cut(text, grain))
}

type Changed = Pick<ReplyAnswer, 'chunks' | 'reply'>

function maskedMessage(message: Message, { masks }: Verdict, pieces: string[][]): Changed {
  let nth = 0
  const content = message.content.map((block) =>
    block.text === undefined ? block : { ...block, text: masked(block.text, masks[nth++] ?? []) },
  )
  return {
    reply: { ...message, content, stopReason: 'guardrail_intervened' },
    chunks: pieces.flatMap((each, at) => maskedPieces(each, masks[at] ?? [])),
  }
}

function blocked(message: Message, text: string): Changed {
  return {
    reply: { ...message, content: [{ text }], stopReason: 'guardrail_intervened' },
    chunks: [text],
  }
}

/** The refusal comes after the text that is out already. */
function followed(message: Message, refusal: string, pieces: string[][]): Changed {
  const last = message.content.findLastIndex(({ text }) => text !== undefined)
  const content = message.content.map((block, at) =>
    at === last ? { ...block, text: `${block.text ?? ''}${refusal}` } : block,
  )
  return {
    reply: { ...message, content, stopReason: 'guardrail_intervened' },
    chunks: [...pieces.flat(), refusal],
  }
}
