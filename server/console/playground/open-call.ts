import type { Exchange } from '../../journal/types.ts'
import { parse } from '../live/exchange.ts'
import { callableId, cardOf } from '../models/state.ts'
import { toast } from '../parts/toast.tsx'
import {
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
import type { Turn } from './chat.ts'
import { asConverse } from './from-neutral.ts'
import { fromCall } from './request.ts'

/** What Converse would be asked; undefined where the call is no chat. */
function bodyOf({ operation, request, prompt: asked }: Exchange): unknown {
  if (operation.startsWith('Converse')) return parse(request.text)
  if (asked?.kind !== 'chat') return undefined
  const { body, left } = asConverse(asked)
  const without = left.length === 0 ? '' : `, without ${left.join(', ')}`
  toast(`It came through ${operation}; the chat asks Converse the same${without}.`)
  return body
}

/** Other APIs take models by an id for which Converse wants a profile. */
function modelFor(operation: string, sent: string): string {
  const card = operation.startsWith('Converse') ? undefined : cardOf(sent)
  return (card && callableId(card)) ?? sent
}

/** A call of Live in the playground: everything that it sent, ready to be asked again. */
export function openCall(exchange: Exchange): void {
  const { operation, model, request } = exchange
  if (model === undefined || parse(request.text) === undefined || request.clipped) {
    toast('Only a part of this call was kept; --journal-clip keeps more.')
    return
  }
  const body = bodyOf(exchange)
  if (body === undefined) {
    toast(`${operation} asked for something that is no chat.`)
    return
  }
  const asked = fromCall(body)
  const last = asked.messages.at(-1)
  const question = last?.role === 'user' ? last.content : []
  const before = last?.role === 'user' ? asked.messages.slice(0, -1) : asked.messages
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
  system.value = asked.system
  parameters.value = asked.parameters
  tools.value = asked.tools
  guardrail.value = asked.guardrail
  extra.value = asked.extra
  streams.value = operation.includes('Stream')
  prompt.value = question.map(({ text = '' }) => text).join('')
  files.value = question.filter(({ text }) => text === undefined)
}
