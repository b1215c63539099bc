import { isObject } from '../../json.ts'
import { takesResult } from '../../dialects/nova/schema.ts'
import { blocksOf } from './conversation.ts'
import type { ConversationCheck } from './conversation.ts'

/** Checks of Nova's server for Converse requests: tool results with unsupported media. */
export const nova: ConversationCheck = (conversation) => {
  const wrong = blocksOf(conversation, 'toolResult').find(
    ({ value }) => isObject(value) && !takesResult(value),
  )
  return (
    wrong &&
    `The model returned the following errors: Malformed input request: #/messages/${wrong.message}/content/${wrong.content}: extraneous key [toolResult] is not permitted, please reformat your input and try again.`
  )
}
