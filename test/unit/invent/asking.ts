import { familyOf } from '../../../server/models/families.ts'
import type { Block, Chat, ToolSpec } from '../../../server/neutral/prompt.ts'
import type { Message } from '../../../server/neutral/reply.ts'
import { inventChat } from '../../../server/invent/chat.ts'
import { Session } from '../../../server/sessions.ts'
import type { Model } from '../../../server/models/model.ts'

export const CLAUDE = 'anthropic.claude-sonnet-4-20250514-v1:0'

export function modelOf(id: string): Model {
  const model: Model = { sent: id, kind: 'foundation', resource: id, foundation: id }
  const family = familyOf(id)
  return family === undefined ? model : { ...model, family }
}

export function asking(text: string, more: Partial<Chat> = {}): Chat {
  const messages: Chat['messages'] = [{ role: 'user', content: [{ text }] }]
  return {
    kind: 'chat',
    system: [],
    messages,
    tools: [],
    systemTools: [],
    stopSequences: [],
    ...more,
  }
}

/** A model's answer to a chat, in a new session unless one is given. */
export function answerOf(chat: Chat, id = CLAUDE, session = new Session('test')): Message {
  return inventChat(chat, modelOf(id), session)
}

export function textOf(text: string, more: Partial<Chat> = {}, id = CLAUDE): string {
  return answerOf(asking(text, more), id)
    .content.map((block) => block.text ?? '')
    .join('')
}

export function callsOf(
  text: string,
  tools: ToolSpec[],
  more: Partial<Chat> = {},
): NonNullable<Block['toolUse']>[] {
  return answerOf(asking(text, { tools, ...more })).content.flatMap(({ toolUse }) => toolUse ?? [])
}

export const WEATHER: ToolSpec = {
  name: 'get_weather',
  description: 'Get the current weather for a location',
  schema: {
    type: 'object',
    properties: {
      location: { type: 'string', description: 'City and state' },
      unit: { type: 'string', enum: ['celsius', 'fahrenheit'] },
      days: { type: 'integer', minimum: 1, maximum: 10 },
    },
    required: ['location'],
  },
}

export const SEARCH: ToolSpec = {
  name: 'web_search',
  description: 'Search the web',
  schema: { type: 'object', properties: { query: { type: 'string' } }, required: ['query'] },
}
