import { memberNames as claudeNames } from '../../dialects/anthropic/check.ts'
import { hasSchema, traitsOf } from '../../dialects/anthropic/names.ts'
import { memberNames as cohereNames } from '../../dialects/cohere/cohere-request.ts'
import { memberNames as novaNames } from '../../dialects/nova/schema.ts'
import { objectOf } from '../../json-fields.ts'
import type { DialectName } from '../../models/family.ts'
import type { Model } from '../../models/model.ts'
import type { ConversationCheck } from './conversation.ts'

interface Accepted {
  members: ReadonlySet<string>
  /** Whether the provider's own server checks the request, with its own message. */
  byProvider?(model: Model): boolean
}

// additionalModelRequestFields become members of the native request. Servers with OpenAI's schema ignore members that
// they do not know; these reject them.
const ACCEPTED: Partial<Record<DialectName, Accepted>> = {
  anthropic: {
    // `reasoning_config` is Bedrock's own older name of `thinking`.
    members: new Set([...claudeNames, 'reasoning_config']),
    byProvider: ({ foundation = '' }) => !hasSchema(traitsOf(foundation)),
  },
  nova: { members: novaNames },
  'cohere-command-r': { members: cohereNames },
}

export const additional: ConversationCheck = ({ family, model, body }) => {
  const accepted = family && ACCEPTED[family.dialect]
  if (accepted === undefined) return undefined
  const fields = objectOf(body['additionalModelRequestFields'])
  const unknown = Object.keys(fields).find((name) => !accepted.members.has(name))
  if (unknown === undefined) return undefined
  const message =
    accepted.byProvider?.(model) === true
      ? `${unknown}: Extra inputs are not permitted`
      : `Malformed input request: #: extraneous key [${unknown}] is not permitted, please reformat your input and try again.`
  return `The model returned the following errors: ${message}`
}
