import { blocksOf, messageContent } from './conversation.ts'
import type { Conversation, ConversationCheck } from './conversation.ts'

const START =
  'A conversation must start with a user message. Try again with a conversation that starts with a user message.'
const ALTERNATE =
  'A conversation must alternate between user and assistant roles. Make sure the conversation alternates between user and assistant roles and try again.'

/** A prompt from Prompt Management has its own messages. */
const startsWithUser: ConversationCheck = ({ model, family, messages }) => {
  const [first] = messages
  if (first === undefined) return model.kind === 'prompt' ? undefined : START
  return family?.assistantFirst === false && first['role'] === 'assistant' ? START : undefined
}

const alternates: ConversationCheck = ({ family, messages }) => {
  if (family?.alternates !== true) return undefined
  const twice = messages.some(
    ({ role }, index) => index > 0 && role !== 'system' && role === messages[index - 1]?.['role'],
  )
  return twice ? ALTERNATE : undefined
}

const notEmpty: ConversationCheck = ({ messages }) => {
  const empty = messages.findIndex((message) => messageContent(message).length === 0)
  if (empty === -1) return undefined
  return `The content field in the Message object at messages.${empty} is empty. Add a ContentBlock object to the content field and try again.`
}

/** Only the empty text; white space alone is answered (observed). */
const notBlank: ConversationCheck = (conversation) => {
  const blank = blocksOf(conversation, 'text').find(({ value }) => value === '')
  if (blank === undefined) return undefined
  const { message, content } = blank
  return `The text field in the ContentBlock object at messages.${message}.content.${content} is blank. Add text to the text field, and try again.`
}

/** Families whose models take tool calls and tool results only in separate messages. */
const toolsAlone: ConversationCheck = (conversation) => {
  if (conversation.family?.toolResultAlone !== true) return undefined
  return (
    mixed(conversation, 'toolResult', 'tool result') ?? mixed(conversation, 'toolUse', 'tool use')
  )
}

function mixed(conversation: Conversation, kind: string, named: string): string | undefined {
  const misplaced = blocksOf(conversation, kind).find(({ message }) =>
    messageContent(conversation.messages[message]).some((block) => !block[kind]),
  )
  if (misplaced === undefined) return undefined
  return `messages.${misplaced.message}.content: Conversation blocks and ${named} blocks cannot be provided in the same turn.`
}

export const turns: readonly ConversationCheck[] = [
  startsWithUser,
  alternates,
  notEmpty,
  notBlank,
  toolsAlone,
]
