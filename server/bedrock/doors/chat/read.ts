import type { Block, Chat } from '../../../neutral/prompt.ts'
import { chatOf } from '../../../dialects/openai/request.ts'
import { tagsThoughts, untag } from '../../../dialects/openai/answer.ts'
import { isObject } from '../../../json.ts'
import type { JsonObject } from '../../../json.ts'
import type { Call } from '../../types.ts'

/** The request in the neutral form. Bodies that do not fit are refused by `check`. */
export function read(call: Call): Chat {
  const body = isObject(call.body) ? call.body : {}
  const chat = withRest(chatOf(body), body)
  const { foundation, sent } = call.model()
  if (!tagsThoughts(foundation ?? sent)) return chat
  return { ...chat, messages: chat.messages.map(withThoughts) }
}

/** The members that the neutral form has in another place, or that are about the form of the answer. */
const KNOWN = new Set([
  'max_completion_tokens',
  'max_tokens',
  'messages',
  'model',
  'n',
  'reasoning_effort',
  'response_format',
  'stop',
  'stream',
  'stream_options',
  'temperature',
  'tool_choice',
  'tools',
  'top_k',
  'top_p',
])

/** Whatever has no neutral form stays as it is. */
function withRest(chat: Chat, body: JsonObject): Chat {
  let rest: JsonObject | undefined
  for (const name in body) if (!KNOWN.has(name)) (rest ??= {})[name] = body[name] ?? null
  if (rest !== undefined) chat.native = rest
  else delete chat.native
  return chat
}

/** An earlier answer of gpt-oss, sent back with its thoughts in the text. */
function withThoughts(turn: Chat['messages'][number]): Chat['messages'][number] {
  if (turn.role !== 'assistant') return turn
  return { ...turn, content: turn.content.flatMap(apart) }
}

function apart(block: Block): Block[] {
  const { thought, text } = untag(block.text ?? '')
  if (thought === '') return [block]
  const thoughts: Block = { reasoningContent: { reasoningText: { text: thought } } }
  return text === '' ? [thoughts] : [thoughts, { text }]
}
