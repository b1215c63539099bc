import type { Operation } from '../types.ts'
import { chatOperations } from './chat/chat.ts'
import { mantleOperations } from './mantle/operations.ts'

/** The operations of OpenAI's and Anthropic's APIs, which AWS's service model does not have. */
export const doorOperations: readonly Operation[] = [...chatOperations, ...mantleOperations]
