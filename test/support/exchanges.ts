import type { Message } from '../../server/neutral/reply.ts'
import { tapped } from '../../server/journal/copy.ts'
import { keep } from '../../server/journal/exchange.ts'
import { Journal } from '../../server/journal/journal.ts'
import type { JournalOptions } from '../../server/journal/journal.ts'
import { render } from '../../server/write/render.ts'
import { Session } from '../../server/sessions.ts'
import { callOf } from './calls.ts'
import type { CallValues } from './calls.ts'
import type { Answer } from '../../server/bedrock/answer.ts'
import type { Wire } from '../../server/bedrock/wire.ts'
import type { Exchange } from '../../server/journal/types.ts'

export const modelId = 'amazon.nova-lite-v1:0'

export function journalOf(options: Partial<JournalOptions> = {}): Journal {
  return new Journal({ size: 100, clip: 8_192, ...options })
}

export function messageOf(text: string, rest: Partial<Message> = {}): Message {
  const usage = { inputTokens: 12, outputTokens: 6 }
  return {
    kind: 'message',
    content: [{ text }],
    stopReason: 'end_turn',
    usage,
    latencyMs: 0,
    ...rest,
  }
}

export function textAnswer(text: string, rest: Partial<Message> = {}): Answer {
  const reply = messageOf(text, rest)
  return {
    source: 'fixture',
    fixture: 'hello.yaml',
    kind: 'reply',
    reply,
    pace: { kind: 'instant' },
  }
}

let nth = 0

interface Kept extends Omit<CallValues, 'session'> {
  operation?: string
  session?: string
  answer?: Answer
  ended?: Exchange['ended']
  url?: string
  userAgent?: string
  wire?: Partial<Wire>
}

/** A call and its answer in the journal, without a server. */
export function keptIn(journal: Journal, kept: Kept = {}): Exchange {
  const { operation = 'Converse', session = 'default', answer = textAnswer('Paris.') } = kept
  const call = callOf(operation, {
    model: modelId,
    ...kept,
    id: `id-${++nth}`,
    session: new Session(session),
    http: kept.url === undefined ? {} : { url: kept.url },
  })
  const { wire, tap } = tapped({ ...render(answer, call), ...kept.wire }, journal.clip)
  return keep(
    call,
    {
      answer,
      wire,
      tap,
      delivery: { atMs: [1, 2], ended: kept.ended ?? 'complete' },
      sentMs: 0.5,
      totalMs: 3,
      userAgent: kept.userAgent ?? 'test/1.0',
      headers: {},
    },
    journal,
  )
}

export function asks(text: string, more: object = {}): { messages: object[] } {
  return { messages: [{ role: 'user', content: [{ text }] }], ...more }
}

export const offering = (...names: string[]) => ({
  toolConfig: {
    tools: names.map((name) => ({ toolSpec: { name, inputSchema: { json: { type: 'object' } } } })),
  },
})
