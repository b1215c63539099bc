import type { Answer } from '../bedrock/answer.ts'
import { cut } from '../bedrock/pieces.ts'
import type { Call } from '../bedrock/types.ts'
import { dialectOf } from '../dialects/index.ts'
import { combined } from '../guardrails/combined.ts'
import { masked, maskedPieces } from '../guardrails/mask.ts'
import type { Mask } from '../guardrails/mask.ts'
import type { Question } from '../guardrails/verdict.ts'
import { chain } from '../maybe-async.ts'
import type { Message, Reply } from '../neutral/reply.ts'
import { inWindows } from './async-windows.ts'
import { judgeAll } from './judge.ts'
import type { Moderation } from './moderation.ts'

type ReplyAnswer = Answer & { kind: 'reply' }

/** Applies guardrails to an answer: it is blocked, masked or unchanged, and has their findings for the trace. */
export function moderated(
  answer: Answer,
  { guards, wishes, input, ground, judge }: Moderation,
  call: Call,
): Answer | Promise<Answer> {
  if (answer.kind !== 'reply') return answer
  const message = messageOf(answer.reply, call)
  if (message === undefined) return answer
  const texts = message.content.flatMap(({ text }) => (text === undefined ? [] : [text]))
  const question: Question = { side: 'OUTPUT', texts, ground, full: wishes.isFull }
  const { stable: _rendered, ...rest } = answer
  const guarded = { input, isTraced: wishes.isTraced }
  if (wishes.isAsync && call.operation.streams === true) {
    return chain(
      inWindows(question, (one) => judgeAll(judge, guards, one)),
      ({ output, blockedBy, sent }) => {
        // An asynchronous stream has sent its text before it is judged: there is nothing left to mask.
        if (blockedBy === undefined)
          return { ...rest, guarded: { ...guarded, output, intervened: false } }
        const refusal = blockedBy.guardrail.blockedOutputsMessaging
        const changed = followed(message, refusal, piecesOf(texts, answer, call), sent)
        const done = { ...guarded, output, intervened: true, original: answer.reply }
        return { ...rest, ...changed, guarded: done }
      },
    )
  }
  return chain(judgeAll(judge, guards, question), (output) => {
    const { action, masks, blockedBy } = combined(output)
    if (action === 'NONE') return { ...rest, guarded: { ...guarded, output, intervened: false } }
    const changed =
      blockedBy === undefined
        ? maskedMessage(message, masks, piecesOf(texts, answer, call))
        : blocked(message, blockedBy.guardrail.blockedOutputsMessaging)
    const done = { ...guarded, output, intervened: true, original: answer.reply }
    return { ...rest, ...changed, guarded: done }
  })
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

function maskedMessage(
  message: Message,
  masks: readonly (readonly Mask[])[],
  pieces: string[][],
): Changed {
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

/** The refusal comes after the text that has been sent: whole pieces, at least this many characters. */
function followed(message: Message, refusal: string, pieces: string[][], sent: number): Changed {
  const chunks: string[] = []
  const content: Message['content'] = []
  let out = 0
  let nth = 0
  for (const block of message.content) {
    if (out >= sent) break
    if (block.text === undefined) {
      content.push(block)
      continue
    }
    let text = ''
    for (const piece of pieces[nth++] ?? []) {
      if (out >= sent) break
      text += piece
      out += piece.length
      chunks.push(piece)
    }
    content.push({ ...block, text })
  }
  const last = content.findLastIndex(({ text }) => text !== undefined)
  return {
    reply: {
      ...message,
      content: content.map((block, at) =>
        at === last ? { ...block, text: `${block.text ?? ''}${refusal}` } : block,
      ),
      stopReason: 'guardrail_intervened',
    },
    chunks: [...chunks, refusal],
  }
}
