import { AwsError } from '../../aws/errors.ts'
import type { Json, JsonObject } from '../../json.ts'
import { slot } from '../../sessions.ts'
import type { Session } from '../../sessions.ts'
import type { Call } from '../types.ts'
import type { Model } from '../../models/model.ts'

// Checks that depend on the model only: whether it exists, is accessible, and supports the operation.

const INVALID = 'The provided model identifier is invalid.'
const ENDED =
  'This model version has reached the end of its life. Please refer to the AWS documentation for more details.'

const onDemand = (id: string): string =>
  `Invocation of model ID ${id} with on-demand throughput isn’t supported. Retry your request with the ID or ARN of an inference profile that contains this model.`

/** When the first call of a session found a model loading, by model name. */
const loadingSlot = slot(() => new Map<string, number>())

function isLoading({ notReady, foundation = '' }: Model, session: Session, now: number): boolean {
  if (notReady === undefined || notReady === true) return notReady === true
  const begun = session.get(loadingSlot)
  const since = begun.get(foundation) ?? now
  begun.set(foundation, since)
  return now - since < notReady * 1_000
}

/** Checks that always apply: whether the model can be called at all, and what the config says about it. */
export function configured(model: Model, session: Session, now: number): AwsError | undefined {
  const { access, lifecycle } = model
  if (model.kind === 'unknown' && model.family === undefined) return validation(INVALID)
  if (access === 'denied') {
    return new AwsError(
      'AccessDeniedException',
      "You don't have access to the model with the specified model ID.",
    )
  }
  if (access === 'useCaseFormMissing') {
    return new AwsError(
      'ResourceNotFoundException',
      'Model use case details have not been submitted for this account. Fill out the Anthropic use case details form before using the model. If you have already filled out the form, try again in 15 minutes.',
    )
  }
  if (lifecycle === 'endOfLife') return new AwsError('ResourceNotFoundException', ENDED)
  if (lifecycle === 'legacy') {
    return new AwsError(
      'ResourceNotFoundException',
      'Access denied. This Model is marked by provider as Legacy and you have not been actively using the model in the last 30 days. Please upgrade to an active model on Amazon Bedrock',
    )
  }
  if (isLoading(model, session, now)) {
    return new AwsError(
      'ModelNotReadyException',
      'Model is not ready for inference. Wait and try your request again. Refer to https://docs.aws.amazon.com/bedrock/latest/userguide/invoke-imported-model.html#handle-model-not-ready-exception.',
    )
  }
  return undefined
}

const validation = (message: string): AwsError => new AwsError('ValidationException', message)

/** Not in the catalogue, but the id matches a known family. */
export function unlisted({ unlisted: is, family, sent }: Model): string | undefined {
  if (is !== true || family === undefined) return undefined
  return `${sent} is not in the catalogue: answered as a model of the family ${family.name}.`
}

const types = ({ inferenceTypesSupported }: JsonObject): Json[] =>
  Array.isArray(inferenceTypesSupported) ? inferenceTypesSupported : []

/** Speech models take no messages; they are called over a bidirectional stream. */
const speaks = (entry: JsonObject | undefined): boolean =>
  Array.isArray(entry?.['inputModalities']) &&
  entry['inputModalities'].every((modality) => modality === 'SPEECH')

/** With `strict`, also what this server would answer although AWS does not: retired and unlisted models. */
export function refused(call: Call, strict: boolean): AwsError | undefined {
  const model = call.model()
  const { kind, family, entry, retired } = model
  if (kind === 'unknown' || (strict && model.unlisted === true)) return validation(INVALID)
  if (call.operation.name === 'CountTokens') {
    // It accepts ids of foundation models, even if these cannot be invoked directly.
    return kind === 'foundation' && (family === undefined || family.countsTokens === true)
      ? undefined
      : validation("The provided model doesn't support counting tokens.")
  }
  if (kind === 'foundation' && entry !== undefined && !types(entry).includes('ON_DEMAND')) {
    return validation(
      types(entry).includes('INFERENCE_PROFILE')
        ? onDemand(model.sent)
        : "The provided model doesn't support on-demand throughput.",
    )
  }
  if (strict && retired === true) return new AwsError('ResourceNotFoundException', ENDED)
  if (call.operation.name === 'Rerank')
    return family === undefined || family.task === 'rank' ? undefined : validation(INVALID)
  if (call.operation.native !== true && (speaks(entry) || (family?.task ?? 'chat') !== 'chat')) {
    return validation(
      "This action doesn't support the model that you provided. Try again with a supported text or chat model.",
    )
  }
  if (call.operation.streams === true && entry?.['responseStreamingSupported'] === false) {
    return validation('The model is unsupported for streaming')
  }
  return undefined
}
