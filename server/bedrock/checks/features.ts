import { AwsError } from '../../aws/errors.ts'
import { isObject } from '../../json.ts'
import type { Json, JsonObject } from '../../json.ts'
import { maxTokensOf } from '../../models/families.ts'
import { objectOf } from '../../json-fields.ts'
import { blocksOf, cachePointsOf, structuresOf, usesTools } from './conversation.ts'
import type { Conversation } from './conversation.ts'
import { fromS3 } from './media.ts'
import type { Model } from '../../models/model.ts'
import type { Family, Features } from '../../models/family.ts'

// Checks for unsupported features of a family. Only `no` is an error; `partly` and unknown pass.

type Feature = keyof Features

interface Lack {
  /** The feature that the model lacks; absent if `asks` is enough. */
  without?: Feature
  /** Whether the request uses the feature. */
  asks: (conversation: Conversation) => boolean
  says: string
}

const field = (name: string): string =>
  `This model doesn't support the ${name} field. Remove ${name.slice(name.lastIndexOf(' ') + 1)} and try again.`

const block = (kind: string): string =>
  `This model doesn't support the ${kind} content block that you provided. Update the content block and try again.`

const has =
  (kind: string) =>
  (conversation: Conversation): boolean =>
    conversation.blocks.has(kind)

const toolConfigOf = ({ body }: Conversation): JsonObject => objectOf(body['toolConfig'])

const chooses =
  (how: string) =>
  (conversation: Conversation): boolean =>
    isObject(objectOf(toolConfigOf(conversation)['toolChoice'])[how])

const speaks = ({ family }: Conversation, ...dialects: string[]): boolean =>
  family !== undefined && dialects.includes(family.dialect)

function wantsFormat({ body }: Conversation): boolean {
  return isObject(objectOf(body['outputConfig'])['textFormat'])
}

const LACKS: readonly Lack[] = [
  {
    without: 'system',
    asks: ({ body }) => structuresOf(body['system']).length > 0,
    says: "This model doesn't support system messages. Try again without a system message or use a model that supports system messages.",
  },
  ...(['image', 'video', 'document', 'audio'] as const).map((kind) => ({
    without: kind,
    asks: has(kind),
    says: block(kind),
  })),
  { without: 'tools', asks: usesTools, says: "This model doesn't support tool use." },
  {
    without: 'toolsInStream',
    asks: (conversation) => conversation.streams && usesTools(conversation),
    says: "This model doesn't support tool use in streaming mode.",
  },
  { without: 'toolChoiceAny', asks: chooses('any'), says: field('toolConfig.toolChoice.any') },
  { without: 'toolChoiceTool', asks: chooses('tool'), says: field('toolConfig.toolChoice.tool') },
  {
    without: 'statusField',
    asks: (conversation) =>
      blocksOf(conversation, 'toolResult').some(
        ({ value }) => objectOf(value)['status'] !== undefined,
      ),
    says: field('status'),
  },
  {
    without: 'structured',
    asks: (conversation) => speaks(conversation, 'anthropic') && wantsFormat(conversation),
    says: 'The model returned the following errors: output_config.format: Extra inputs are not permitted',
  },
  { without: 'structured', asks: wantsFormat, says: field('outputConfig') },
  {
    without: 'structured',
    asks: (conversation) =>
      !speaks(conversation, 'anthropic') &&
      structuresOf(toolConfigOf(conversation)['tools']).some(
        ({ toolSpec }) => objectOf(toolSpec)['strict'] === true,
      ),
    says: field('strict'),
  },
  {
    without: 'signature',
    asks: (conversation) =>
      blocksOf(conversation, 'reasoningContent').some(
        ({ value }) => objectOf(objectOf(value)['reasoningText'])['signature'] !== undefined,
      ),
    says: field('reasoningContent.reasoningText.signature'),
  },
  {
    asks: (conversation) =>
      speaks(conversation, 'anthropic') && blocksOf(conversation, 'image').some(fromS3),
    says: field('s3Uri'),
  },
]

function unsupportedField({ family, body }: Conversation): string | undefined {
  const { inferenceConfig } = body
  if (family?.refusesFields === undefined || !isObject(inferenceConfig)) return undefined
  const name = family.refusesFields.find((each) => given(inferenceConfig[each]))
  return name === undefined ? undefined : field(name)
}

const given = (value: Json | undefined): boolean =>
  value !== undefined && value !== null && !(Array.isArray(value) && value.length === 0)

const NO_CACHE =
  'You invoked an unsupported model or your request did not allow prompt caching. See the documentation for more information.'
const EXTENDED_TTL = 'Extended TTL prompt caching is only supported for Anthropic models'

function cacheRefusal(conversation: Conversation): AwsError | undefined {
  const { family } = conversation
  if (family === undefined) return undefined
  const points = cachePointsOf(conversation)
  if (points.length === 0) return undefined
  if (family.cache === false) {
    return new AwsError(family.cacheRefusal ?? 'AccessDeniedException', NO_CACHE)
  }
  const extended = points.some(({ ttl }) => ttl === '1h')
  return extended && family.cache === true && !speaks(conversation, 'anthropic')
    ? new AwsError('ValidationException', EXTENDED_TTL)
    : undefined
}

/** The error for an exceeded limit; InvokeModel omits the advice. */
export function tooManyTokens(model: Model, requested: Json | undefined, advice = true) {
  const max = model.foundation === undefined ? undefined : maxTokensOf(model.foundation)
  if (max === undefined || typeof requested !== 'number' || requested <= max) return undefined
  const says = `The maximum tokens you requested exceeds the model limit of ${max}`
  return advice ? `${says}. Try again with a maximum tokens value that is lower than ${max}.` : says
}

const lacks = new WeakMap<Family, readonly Lack[]>()

/** What the models of a family lack. */
function lacksOf(family: Family): readonly Lack[] {
  let own = lacks.get(family)
  if (own === undefined) {
    own = LACKS.filter(({ without }) => without === undefined || family[without] === false)
    lacks.set(family, own)
  }
  return own
}

/** The features that the request uses but the model lacks. AWS reports the first one. */
export function unsupportedFeature(conversation: Conversation): AwsError | undefined {
  const { family, model } = conversation
  if (family !== undefined) {
    for (const { asks, says } of lacksOf(family))
      if (asks(conversation)) return new AwsError('ValidationException', says)
  }
  const says =
    unsupportedField(conversation) ??
    tooManyTokens(model, objectOf(conversation.body['inferenceConfig'])['maxTokens'])
  return says === undefined ? cacheRefusal(conversation) : new AwsError('ValidationException', says)
}
