import type { Exchange } from '../../journal/types.ts'
import { parse } from '../live/exchange.ts'
import { callableId, cardOf } from '../models/state.ts'
import { toast } from '../parts/toast.tsx'
import { converse } from './apis/converse.ts'
import { apiOf } from './apis/index.ts'
import {
  api,
  columns,
  extra,
  files,
  guardrail,
  nextId,
  parameters,
  prompt,
  streams,
  system,
  tools,
} from './chat.ts'
import { isEditable, textOf } from './blocks.ts'
import type { Turn } from './chat.ts'
import { HEADERS } from '../code/call.ts'
import { NO_GUARDRAIL } from './guardrail.ts'
import type { GuardrailChoice } from './guardrail.ts'
import { asConverse } from './from-neutral.ts'
import { fromCall, isChat } from './request.ts'

/** The call as a Converse body; undefined if it is not a chat. */
function bodyOf({ operation, request, prompt: chat }: Exchange): unknown {
  if (operation.startsWith('Converse')) return parse(request.text)
  if (chat?.kind !== 'chat') return undefined
  const { body, lost } = asConverse(chat)
  const through = apiOf(operation) === undefined ? `Converted from ${operation} to Converse.` : ''
  const without = lost.length === 0 ? '' : `Left out: ${lost.join(', ')}.`
  const note = [through, without].filter(Boolean).join(' ')
  if (note !== '') toast(note)
  return body
}

/** InvokeModel accepts some model ids for which Converse requires a profile. */
function modelFor(operation: string, sent: string): string {
  const card = apiOf(operation) === undefined ? cardOf(sent) : undefined
  return (card && callableId(card)) ?? sent
}

/** Other APIs than Converse name the guardrail in headers. */
function guardrailIn({ operation, http: { headers = {} } }: Exchange): GuardrailChoice | undefined {
  const id = headers[HEADERS.guardrailIdentifier]
  if (apiOf(operation)?.path === undefined || id === undefined) return undefined
  const version = headers[HEADERS.guardrailVersion] ?? NO_GUARDRAIL.version
  return { ...NO_GUARDRAIL, id, version }
}

const systemOf = (body: unknown): unknown => (body as { system?: unknown }).system

/**
 * A call of Live in the playground: everything that it sent, ready to be sent again. A text that is too long to edit
 * is sent unchanged.
 */
export function openCall(exchange: Exchange): void {
  const { operation, model, request } = exchange
  if (model === undefined || parse(request.text) === undefined || request.clipped) {
    toast('Only part of this call was kept. Raise --journal-clip to keep more.')
    return
  }
  const body = bodyOf(exchange)
  if (body === undefined) {
    toast(`${operation} is not a chat operation.`)
    return
  }
  if (!isChat(body)) {
    toast('The body of this call does not have the form of a chat, so it cannot be opened here.')
    return
  }
  const chat = fromCall(body)
  const last = chat.messages.at(-1)
  const question = last?.role === 'user' ? last.content : []
  const before = last?.role === 'user' ? chat.messages.slice(0, -1) : chat.messages
  const turns: Turn[] = []
  for (const [at, message] of before.entries()) {
    const answer = before[at + 1]
    if (message.role !== 'user' || answer?.role !== 'assistant') continue
    turns.push({
      id: nextId(),
      question: message.content,
      answer: { blocks: answer.content },
      state: 'done',
    })
  }
  columns.value = [{ id: nextId(), modelId: modelFor(operation, model.sent), turns }]
  const systemFits = isEditable(chat.system)
  system.value = systemFits ? chat.system : ''
  parameters.value = chat.parameters
  tools.value = chat.tools
  guardrail.value = guardrailIn(exchange) ?? chat.guardrail
  extra.value = systemFits ? chat.extra : { ...chat.extra, system: systemOf(body) }
  streams.value = operation.includes('Stream')
  api.value = apiOf(operation) ?? converse
  const text = textOf(question)
  prompt.value = isEditable(text) ? text : ''
  files.value = isEditable(text) ? question.filter((block) => block.text === undefined) : question
}
