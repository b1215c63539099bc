import type { Operation } from '../types.ts'
import { chatOperations } from './chat/chat.ts'

/** The operations of OpenAI's and Anthropic's APIs, which AWS's service model does not have. */
export const doorOperations: readonly Operation[] = [...chatOperations]
