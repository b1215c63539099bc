import { isObject } from '../../json.ts'
import type { JsonObject } from '../../json.ts'
import { objectOf } from '../../json-fields.ts'
import type { Conversation, ConversationCheck } from './conversation.ts'

// For Claude, temperature, top_p and thinking exclude each other, with more restrictions in every version.

const ONE_OF_TWO =
  '`temperature` and `top_p` cannot both be specified for this model. Please use only one.'
const DEPRECATED = '`temperature` is deprecated for this model.'
const SMALL_BUDGET = 'thinking.enabled.budget_tokens: Input should be greater than or equal to 1024'
const LARGE_BUDGET = '`max_tokens` must be greater than `thinking.budget_tokens`.'
const FORCED = 'Thinking may not be enabled when tool_choice forces tool use.'
const COOL = '`temperature` may only be set to 1 when thinking is enabled.'

/** Opus 4.1, and everything since 4.5. */
const SAMPLES_ONE_WAY = /claude-(opus-4-[1-9]|(sonnet|haiku)-4-[5-9])(-|$)/
/** Opus since 4.7, and everything since 5. The default passes (observed). */
const SAMPLES_NO_WAY = /claude-(opus-4-[7-9]|[a-z]+-[5-9])(-|$)/

const idOf = ({ model }: Conversation): string => model.foundation ?? ''

const inferenceOf = ({ body }: Conversation): JsonObject => objectOf(body['inferenceConfig'])

const oneWay: ConversationCheck = (conversation) => {
  const { temperature, topP } = inferenceOf(conversation)
  const both = typeof temperature === 'number' && typeof topP === 'number'
  return both && SAMPLES_ONE_WAY.test(idOf(conversation)) ? ONE_OF_TWO : undefined
}

const noWay: ConversationCheck = (conversation) => {
  const { temperature } = inferenceOf(conversation)
  const given = typeof temperature === 'number' && temperature !== 1
  return given && SAMPLES_NO_WAY.test(idOf(conversation)) ? DEPRECATED : undefined
}

const thinking: ConversationCheck = (conversation) => {
  const { body } = conversation
  const { type, budget_tokens } = objectOf(
    objectOf(body['additionalModelRequestFields'])['thinking'],
  )
  if (type !== 'enabled' || typeof budget_tokens !== 'number') return undefined
  const { maxTokens, temperature } = inferenceOf(conversation)
  if (budget_tokens < 1024) return SMALL_BUDGET
  if (typeof maxTokens === 'number' && maxTokens <= budget_tokens) return LARGE_BUDGET
  const { any, tool } = objectOf(objectOf(body['toolConfig'])['toolChoice'])
  if (isObject(any) || isObject(tool)) return FORCED
  return typeof temperature === 'number' && temperature !== 1 ? COOL : undefined
}

export const sampling: readonly ConversationCheck[] = [noWay, oneWay, thinking]
