import { isObject } from '../../json.ts'
import { objectOf, textOf } from '../../json-fields.ts'
import { blocksOf, firstMessage, messageContent } from './conversation.ts'
import type { Conversation, Placed, ConversationCheck } from './conversation.ts'

const MAX_DOCUMENTS = 5
const MAX_DOCUMENT = 4.5 * 1024 * 1024

const NAME =
  "The document file name can only contain alphanumeric characters, whitespace characters, hyphens, parentheses, and square brackets. The name can't contain more than one consecutive whitespace character. Edit the file name and try again."

/** AWS does not document the underscore, but accepts it. */
const ALLOWED = /^[A-Za-z0-9_\s()[\]-]*$/
const TWO_SPACES = /\s\s/

const documentsOf = (conversation: Conversation): readonly Placed[] =>
  blocksOf(conversation, 'document')

const nameOf = ({ value }: Placed): string => textOf(objectOf(value)['name'])

const names: ConversationCheck = (conversation) =>
  documentsOf(conversation).some((placed) => {
    const name = nameOf(placed)
    return !ALLOWED.test(name) || TWO_SPACES.test(name)
  })
    ? NAME
    : undefined

const distinct: ConversationCheck = (conversation) => {
  const all = documentsOf(conversation).map(nameOf)
  return new Set(all).size < all.length
    ? "Messages can't contain duplicate document names. Rename the document and retry your request."
    : undefined
}

const few: ConversationCheck = (conversation) =>
  documentsOf(conversation).length > MAX_DOCUMENTS
    ? `You can't include more than ${MAX_DOCUMENTS} documents in a request. Reduce the number of documents and retry your request.`
    : undefined

/** PDF files that the model reads itself are limited by pages instead. */
const small: ConversationCheck = (conversation) => {
  const readsPdf = conversation.family?.readsPdf === true
  return documentsOf(conversation).some(({ value }) => {
    const { format, source } = objectOf(value)
    const { bytes } = objectOf(source)
    if (typeof bytes !== 'string' || (format === 'pdf' && readsPdf)) return false
    return (bytes.length * 3) / 4 - 2 > MAX_DOCUMENT
  })
    ? 'The maximum document size is 4.5 MB. Reduce the size of your document and retry your request.'
    : undefined
}

/** Text in tool results does not count. */
const withText: ConversationCheck = (conversation) =>
  documentsOf(conversation).some(
    ({ message }) =>
      !messageContent(conversation.messages[message]).some(({ text }) => typeof text === 'string'),
  )
    ? 'A text block must be included when using documents. Add a text block and retry your request.'
    : undefined

const checks: readonly ConversationCheck[] = [names, distinct, few, small, withText]

/** Most requests have no documents. */
export const media: ConversationCheck = (conversation) =>
  conversation.blocks.has('document') ? firstMessage(checks, conversation) : undefined

/** Whether an image or document is fetched from S3. */
export const fromS3 = ({ value }: Placed): boolean =>
  isObject(objectOf(objectOf(value)['source'])['s3Location'])
