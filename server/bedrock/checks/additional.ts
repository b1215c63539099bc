import { memberNames as claudeNames } from '../../dialects/anthropic/check.ts'
import { hasSchema, traitsOf } from '../../dialects/anthropic/names.ts'
import { memberNames as cohereNames } from '../../dialects/cohere/cohere-request.ts'
import { memberNames as novaNames } from '../../dialects/nova/schema.ts'
import { objectOf } from '../../json-fields.ts'
import type { Conversation, ConversationCheck } from './conversation.ts'

// additionalModelRequestFields go into the native request, whose servers refuse members that they do not know.
// Those that speak OpenAI's language overlook them.

const KNOWN: Readonly<Record<string, ReadonlySet<string>>> = {
  // Bedrock's own older name of `thinking` was seen to be answered.
  anthropic: new Set([...claudeNames, 'reasoning_config']),
  nova: novaNames,
  'cohere-command-r': cohereNames,
}

export const additional: ConversationCheck = (conversation) => {
  const known = KNOWN[conversation.family?.dialect ?? '']
  if (known === undefined) return undefined
  const fields = objectOf(conversation.body['additionalModelRequestFields'])
  const strange = Object.keys(fields).find((name) => !known.has(name))
  if (strange === undefined) return undefined
  const says = speaksPydantic(conversation)
    ? `${strange}: Extra inputs are not permitted`
    : `Malformed input request: #: extraneous key [${strange}] is not permitted, please reformat your input and try again.`
  return `The model returned the following errors: ${says}`
}

const speaksPydantic = ({ family, model }: Conversation): boolean =>
  family?.dialect === 'anthropic' && !hasSchema(traitsOf(model.foundation ?? ''))
