import type { Block, Chat } from '../neutral/prompt.ts'
import type { Message } from '../neutral/reply.ts'
import { applyLimits } from '../tokens/limits.ts'
import type { Session } from '../sessions.ts'
import { Budget } from './budget.ts'
import { citedAnswer } from './citations.ts'
import { reasoningFor, wantsReasoning } from './reasoning.ts'
import { answerFrom } from './results.ts'
import { describedAnswer, structured } from './structured.ts'
import { runSystemTool } from './system-tools.ts'
import type { SystemRun } from './system-tools.ts'
import { hash, hashEnds, createRandom } from '../random.ts'
import type { Random } from '../random.ts'
import { subjectOf } from './text/subject.ts'
import type { AnswerSubject } from './text/subject.ts'
import { compose } from './text/text.ts'
import { callsFor } from './tools.ts'
import { requestUsage } from './usage.ts'
import { habitsOf } from '../models/habits.ts'
import type { Model } from '../models/model.ts'
import type { Family } from '../models/family.ts'

/** The input for an answer. */
interface Work {
  chat: Chat
  subject: AnswerSubject
  family: Family | undefined
  random: Random
  budget: Budget
}

function textFor({ chat, subject, family, random, budget }: Work): string {
  if (chat.format !== undefined) return structured(chat.format.schema, subject, budget)
  if (subject.prefill.endsWith('{')) return structured({}, { ...subject, prefill: '{' }, budget)
  const described = describedAnswer(subject, budget)
  if (described !== undefined) return described
  const { lead = '' } = habitsOf(family)
  const { exchanges } = subject
  return lead + (exchanges.length > 0 ? answerFrom(exchanges) : compose(subject, random))
}

function announcement(calls: readonly Block[]): Block {
  const names = [...new Set(calls.map(({ toolUse }) => toolUse?.name ?? ''))].join(' and ')
  return { text: `I'll use ${names} for that.` }
}

function isForced({ toolChoice }: Chat): boolean {
  return toolChoice !== undefined && ('any' in toolChoice || 'tool' in toolChoice)
}

/** The answer without its reasoning. */
function contentFor(work: Work, calls: Block[], run: SystemRun | undefined): Block[] {
  const { chat, family } = work
  if (run !== undefined) {
    if (calls.length > 0) return [...run.blocks, ...calls]
    return [...run.blocks, ...(chat.format === undefined ? run.closing : [{ text: textFor(work) }])]
  }
  if (calls.length === 0) {
    const cited = family?.citations === true && chat.format === undefined
    return (cited ? citedAnswer(chat, work.subject) : undefined) ?? [{ text: textFor(work) }]
  }
  const announces =
    !isForced(chat) && (family === undefined || habitsOf(family).announcesCalls === true)
  return announces ? [announcement(calls), ...calls] : calls
}

function answerTo(work: Work, calls: Block[], run: SystemRun | undefined): Block[] {
  const { chat, subject, family, random } = work
  const content = contentFor(work, calls, run)
  if (!wantsReasoning(chat, family)) return content
  const thought = reasoningFor(chat, subject, calls, family, random)
  return habitsOf(family).textFirst === true ? [...content, thought] : [thought, ...content]
}

/** Answers for the model with text or tool calls, within the request's limits. */
export function inventChat(chat: Chat, model: Model, session: Session): Message {
  const question = subjectOf(chat)
  const run = runSystemTool(chat, question)
  const subject = run
    ? { ...question, text: run.output, exchanges: [run.exchange], isReply: true }
    : question
  const seed = hashEnds(question.text, hash(model.foundation ?? model.resource))
  const budget = new Budget()
  const calls = callsFor(chat, subject, budget)
  const work = { chat, subject, family: model.family, random: createRandom(seed), budget }
  const answer = answerTo(work, calls, run)
  const { tokens, ...limited } = applyLimits(
    answer,
    chat,
    calls.length > 0 ? 'tool_use' : 'end_turn',
  )
  const usage = { ...requestUsage(chat, model, session), outputTokens: Math.max(tokens, 1) }
  return {
    kind: 'message',
    ...limited,
    usage,
    latencyMs: 180 + usage.outputTokens * 9 + (seed % 90),
  }
}
