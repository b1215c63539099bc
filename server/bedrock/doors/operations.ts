import type { Operation } from '../types.ts'
import { completionOperations } from './chat/chat.ts'
import { mantleOperations } from './mantle/operations.ts'
import { messageOperations } from './messages/messages.ts'
import { responseOperations } from './responses/responses.ts'

/** The operations of OpenAI's and Anthropic's APIs, which AWS's service model does not have. */
export const doorOperations: readonly Operation[] = [
  ...completionOperations,
  ...responseOperations,
  ...messageOperations,
  ...mantleOperations,
]
