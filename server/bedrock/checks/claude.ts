import { isObject } from '../../json.ts'
import { objectOf } from '../../json-fields.ts'
import {
  at,
  blocksOf,
  cachePointsOf,
  firstMessage,
  messageContent,
  structuresOf,
} from './conversation.ts'
import type { Conversation, ConversationCheck } from './conversation.ts'
import { fromS3 } from './media.ts'
import { sampling } from './sampling.ts'

// Checks of Claude's server for Converse requests. Bedrock adds a prefix to its messages.

const MAX_IMAGE = 5 * 1024 * 1024
const MAX_MEDIA = 20

const PREFILL_WITH_TOOLS =
  'Your API request included an `assistant` message in the final position, which would pre-fill the `assistant` response. When using tools, pre-filling the `assistant` response is not supported.'
const PREFILL =
  'This model does not support assistant message prefill. The conversation must end with a user message.'
const TRAILING_SPACE = 'messages: final assistant content cannot end with trailing whitespace'
const WHITE_SPACE = 'messages: text content blocks must contain non-whitespace text'

const TAKES_NO_PREFILL = /claude-(opus|sonnet|haiku)-4-[6-9](-|$)|claude-[a-z]+-[5-9](-|$)/

const idOf = ({ model }: Conversation): string => model.foundation ?? ''

const prefill: ConversationCheck = (conversation) => {
  const { messages, body } = conversation
  const last = messages.at(-1)
  if (last?.['role'] !== 'assistant') return undefined
  if (TAKES_NO_PREFILL.test(idOf(conversation))) return PREFILL
  if (isObject(body['toolConfig'])) return PREFILL_WITH_TOOLS
  const text = messageContent(last).at(-1)?.['text']
  return typeof text === 'string' && /\s$/.test(text) ? TRAILING_SPACE : undefined
}

const whiteSpace: ConversationCheck = ({ messages }) =>
  messages.some((message) => {
    const content = messageContent(message)
    return content.every(({ text }) => typeof text === 'string' && !/\S/.test(text))
  })
    ? WHITE_SPACE
    : undefined

const toolChoice: ConversationCheck = ({ body }) => {
  const { tools, toolChoice: choice } = objectOf(body['toolConfig'])
  const { name } = objectOf(objectOf(choice)['tool'])
  if (typeof name !== 'string') return undefined
  const offered = structuresOf(tools).some(({ toolSpec }) => objectOf(toolSpec)['name'] === name)
  return offered ? undefined : `Tool '${name}' not found in provided tools`
}

const documents: ConversationCheck = (conversation) => {
  const remote = blocksOf(conversation, 'document').find(fromS3)
  return remote && `${at(remote)}.document.source.type: Field required`
}

const signatures: ConversationCheck = (conversation) => {
  const bare = blocksOf(conversation, 'reasoningContent').find(({ value }) => {
    const { reasoningText } = objectOf(value)
    return isObject(reasoningText) && typeof reasoningText['signature'] !== 'string'
  })
  return bare && `${at(bare)}.thinking.signature: Field required`
}

/** The limit applies to the base64 string: 3.75 MB of image. */
const imageSizes: ConversationCheck = (conversation) => {
  for (const placed of blocksOf(conversation, 'image')) {
    const { bytes } = objectOf(objectOf(placed.value)['source'])
    if (typeof bytes === 'string' && bytes.length > MAX_IMAGE) {
      return `${at(placed)}.image.source.base64: image exceeds 5 MB maximum: ${bytes.length} bytes > ${MAX_IMAGE} bytes`
    }
  }
  return undefined
}

const counts: ConversationCheck = (conversation) => {
  const images = blocksOf(conversation, 'image').length
  const files = blocksOf(conversation, 'document').length
  if (images + files <= MAX_MEDIA) return undefined
  return files === 0
    ? `messages: too many images: ${images} > ${MAX_MEDIA}`
    : `messages: too many images and documents: ${images} + ${files} > ${MAX_MEDIA}`
}

const cachePoints: ConversationCheck = (conversation) => {
  const { length } = cachePointsOf(conversation)
  return length > 4
    ? `A maximum of 4 blocks with cache_control may be provided. Found ${length}.`
    : undefined
}

const rules: readonly ConversationCheck[] = [
  prefill,
  whiteSpace,
  toolChoice,
  ...sampling,
  documents,
  signatures,
  imageSizes,
  counts,
  cachePoints,
]

export const claude: ConversationCheck = (conversation) => {
  const message = firstMessage(rules, conversation)
  return message && `The model returned the following errors: ${message}`
}
