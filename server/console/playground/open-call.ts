import type { Exchange } from '../../journal/types.ts'
import { parse } from '../live/exchange.ts'
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
import { fromCall } from './request.ts'

/** A call of Live in the playground: everything that it sent, ready to be asked again. */
export function openCall({ operation, model, request }: Exchange): void {
  const body = parse(request.text)
  if (model === undefined || body === undefined || request.clipped) {
    toast('Only a part of this call was kept; --journal-clip keeps more.')
    return
  }
  if (!operation.startsWith('Converse')) {
    toast(`${operation} has a body of its own; the chat sends Converse.`)
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
  columns.value = [{ id: nextId(), modelId: model.sent, turns }]
  system.value = asked.system
  parameters.value = asked.parameters
  tools.value = asked.tools
  guardrail.value = asked.guardrail
  extra.value = asked.extra
  streams.value = operation.endsWith('Stream')
  prompt.value = question.map(({ text = '' }) => text).join('')
  files.value = question.filter(({ text }) => text === undefined)
}
