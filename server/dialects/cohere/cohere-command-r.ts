import type { Chat } from '../../neutral/prompt.ts'
import type { Message } from '../../neutral/reply.ts'
import type { Json, JsonObject } from '../../json.ts'
import { COMPLETE, stopOf } from './cohere-command.ts'
import { readChat } from './cohere-request.ts'
import { joiner } from '../../neutral/delta.ts'
import type { Dialect, Part, Target, Writer } from '../dialect.ts'
import { objectOf, objectsOf, stringOf } from '../../json-fields.ts'
import { metricsOf } from '../parts/metrics.ts'
import { only, textOf } from '../parts/reply-kinds.ts'
import { piecesOf } from '../parts/stream-pieces.ts'
import { uuid } from '../parts/uuid.ts'

export const dialect: Dialect = {
  name: 'cohere-command-r',
  read: readChat,
  body: (reply, to) => answer(only(reply, 'message'), to),
  parts: (reply, to) => chunks(only(reply, 'message'), to),
  writer,
  parse: (body) => messageOf(objectOf(body), [body]),
  join,
}

function answer({ content, stopReason }: Message, to: Target): JsonObject {
  const text = textOf(content)
  const calls = content.flatMap(({ toolUse }) =>
    toolUse ? [{ name: toolUse.name, parameters: toolUse.input }] : [],
  )
  const toolCalls = calls.length > 0 && { tool_calls: calls }
  return {
    response_id: `${to.ids('', 8, 'hex')}/${uuid(to.ids)}`,
    text,
    generation_id: uuid(to.ids),
    chat_history: [...historyOf(to), { role: 'CHATBOT', message: text, ...toolCalls }],
    finish_reason: COMPLETE[stopReason],
    ...toolCalls,
  }
}

/** The conversation with the message that was sent, which the answer repeats. */
function historyOf({ prompt }: Target): JsonObject[] {
  const { messages }: Pick<Chat, 'messages'> = prompt.kind === 'chat' ? prompt : { messages: [] }
  return messages
    .map(({ role, content }) => ({
      role: role === 'assistant' ? 'CHATBOT' : 'USER',
      message: textOf(content),
    }))
    .filter(({ message }) => message !== '')
}

function chunks(reply: Message, to: Target): Part[] {
  const end = ending(reply, to)
  const pieces = piecesOf(reply, to).filter(({ of }) => of === 'text')
  return [...pieces.map(({ text, tokens }) => generation(text, tokens)), ...end]
}

const generation = (text: string, tokens: number): Part => ({
  json: { is_finished: false, event_type: 'text-generation', text },
  tokens,
})

/** Calls and the whole answer come at the end. */
function writer(to: Target): Writer {
  const joined = joiner()
  return (delta) => {
    joined.add(delta)
    if (delta.type === 'stop') return ending(joined.message(), to)
    return delta.type === 'text' && delta.text !== '' ? [generation(delta.text, delta.tokens)] : []
  }
}

function ending(reply: Message, to: Target): Part[] {
  const response = answer(reply, to)
  const { inputTokens: input_tokens, outputTokens: output_tokens } = reply.usage
  const parts: Part[] = []
  if (response['tool_calls'] !== undefined) {
    const { text = '', tool_calls = [] } = response
    parts.push({
      json: { is_finished: false, event_type: 'tool-calls-generation', text, tool_calls },
      tokens: 0,
    })
  }
  const { finish_reason = 'COMPLETE' } = response
  const counts = { input_tokens, output_tokens }
  const meta = { api_version: { version: '1' }, billed_units: counts, tokens: counts }
  parts.push({
    json: {
      is_finished: true,
      event_type: 'stream-end',
      response: { ...response, meta },
      finish_reason,
    },
    tokens: 0,
  })
  return parts
}

function messageOf(answered: JsonObject, parts: Json[]): Message {
  const text = stringOf(answered['text']) ?? ''
  // The API has no ids for calls; results name the call instead.
  const calls = objectsOf(answered['tool_calls']).map(({ name, parameters }) => ({
    toolUse: { toolUseId: '', name: stringOf(name) ?? '', input: parameters ?? {} },
  }))
  return {
    kind: 'message',
    content: [...(text === '' ? [] : [{ text }]), ...calls],
    stopReason: calls.length > 0 ? 'tool_use' : stopOf(answered['finish_reason']),
    ...metricsOf(parts),
  }
}

function join(parts: Json[]): Message {
  const events = parts.map(objectOf)
  const end = objectOf(
    events.findLast((event) => event['event_type'] === 'stream-end')?.['response'],
  )
  if (end['text'] !== undefined) return messageOf(end, parts)
  const text = events
    .filter((event) => event['event_type'] === 'text-generation')
    .map((event) => stringOf(event['text']) ?? '')
    .join('')
  return messageOf({ text, finish_reason: events.at(-1)?.['finish_reason'] ?? null }, parts)
}
