import type { Operation } from '../types.ts'
import { chatOperations } from './chat/chat.ts'
import { mantleOperations } from './mantle/operations.ts'
import { messageOperations } from './messages/messages.ts'
import { responseOperations } from './responses/responses.ts'

/** The operations of OpenAI's and Anthropic's APIs, which AWS's service model does not have. */
export const doorOperations: readonly Operation[] = [
  ...chatOperations,
  ...responseOperations,
  ...messageOperations,
  ...mantleOperations,
]
