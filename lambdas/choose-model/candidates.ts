import type { FoundationModelSummary, InferenceProfileSummary } from '@aws-sdk/client-bedrock'
import { foundationModelOf, MODEL_FACTS } from '../model-facts.ts'
import type { ModelFacts } from '../model-facts.ts'
import type { Requirements } from './requirements.ts'

export interface Candidate {
  modelId: string
  name: string
  /** What to send as modelId: the model's own id, or the profile that it requires. */
  callAs: string
  facts: ModelFacts
}

export interface Rejection {
  modelId: string
  reason: string
}

/** The models that meet the requirements, cheapest first, and why the others do not. */
export function findCandidates(
  models: readonly FoundationModelSummary[],
  profiles: readonly InferenceProfileSummary[],
  requirements: Requirements,
): { candidates: Candidate[]; rejected: Rejection[] } {
  const candidates: Candidate[] = []
  const rejected: Rejection[] = []
  // Models with known facts come first, because the reasons for their rejection are more useful.
  const known = models.toSorted((left, right) => rank(left) - rank(right))
  for (const model of known) {
    const { modelId = '', modelName: name = modelId } = model
    const facts = MODEL_FACTS[modelId]
    const callAs = idToCall(model, profiles)
    const reason =
      shortcoming(model, facts, requirements) ??
      (callAs === undefined ? 'cannot be called on demand' : undefined)
    if (reason !== undefined) rejected.push({ modelId, reason })
    else if (facts && callAs !== undefined) candidates.push({ modelId, name, callAs, facts })
  }
  candidates.sort((left, right) => price(left.facts) - price(right.facts))
  return { candidates, rejected }
}

const rank = ({ modelId = '' }: FoundationModelSummary) => (modelId in MODEL_FACTS ? 0 : 1)

function shortcoming(
  { inputModalities = [], responseStreamingSupported, modelLifecycle }: FoundationModelSummary,
  facts: ModelFacts | undefined,
  { input, streaming, tools, contextTokens }: Requirements,
): string | undefined {
  if (modelLifecycle?.status === 'LEGACY') return 'is a legacy model'
  const missing = input.filter((modality) => !(inputModalities as string[]).includes(modality))
  if (missing.length > 0) return `does not accept ${missing.join(' and ')}`
  if (streaming && responseStreamingSupported !== true) return 'does not stream'
  if (facts === undefined) return 'has no known price'
  if (tools && !facts.tools) return 'does not call tools'
  if (contextTokens > facts.contextTokens) return `has a context of ${facts.contextTokens} tokens`
  return undefined
}

function idToCall(
  { modelId = '', inferenceTypesSupported: types = [] }: FoundationModelSummary,
  profiles: readonly InferenceProfileSummary[],
): string | undefined {
  if (types.includes('ON_DEMAND')) return modelId
  // Profiles of a geography keep the data there; a global one is the last resort.
  const matching = profiles
    .map(({ inferenceProfileId = '' }) => inferenceProfileId)
    .filter((id) => foundationModelOf(id) === modelId)
  return matching.find((id) => !id.startsWith('global.')) ?? matching[0]
}

/** Prompts are usually longer than answers: three tokens in for each token out. */
export function price({ input, output }: ModelFacts): number {
  return (3 * input + output) / 4
}
