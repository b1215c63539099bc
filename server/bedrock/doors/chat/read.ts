import type { Block, Chat } from '../../../neutral/prompt.ts'
import { chatOf } from '../../../dialects/openai/request.ts'
import { tagsThoughts, untag } from '../../../dialects/openai/answer.ts'
import { isObject } from '../../../json.ts'
import type { Call } from '../../types.ts'

/** The request in the neutral form. Bodies that do not fit are refused by `check`. */
export function read(call: Call): Chat {
  const body = isObject(call.body) ? call.body : {}
  const chat = chatOf(body)
  const { foundation, sent } = call.model()
  if (!tagsThoughts(foundation ?? sent)) return chat
  return { ...chat, messages: chat.messages.map(withThoughts) }
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
