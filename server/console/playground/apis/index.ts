import { cardOf } from '../../models/state.ts'
import type { Api } from './api.ts'
import { chatCompletions } from './chat-completions.ts'
import { converse } from './converse.ts'
import { messages } from './messages.ts'
import { responses } from './responses.ts'

/** Converse first: it is the default, and supports every chat model. */
export const APIS: readonly Api[] = [converse, chatCompletions, responses, messages]

/** The API of an operation, streamed or not; undefined for operations that are not chats. */
export const apiOf = (operation: string): Api | undefined =>
  APIS.find((api) => operation === api.operation || operation === `${api.operation}Stream`)

/** Whether a model answers through an API, as far as it is known. */
export function answers(modelId: string, { operation }: Api): boolean {
  const card = cardOf(modelId)
  return card === undefined || card.operations.includes(operation)
}
