import {
  GetFoundationModelAvailabilityCommand,
  ListFoundationModelsCommand,
  paginateListInferenceProfiles,
} from '@aws-sdk/client-bedrock'
import type { InferenceProfileSummary } from '@aws-sdk/client-bedrock'
import { bedrock } from '../client.ts'
import { readFields } from '../event.ts'
import { errorResponse, json } from '../responses.ts'
import type { HttpResponse } from '../responses.ts'
import { findCandidates, price } from './candidates.ts'
import type { Candidate, Rejection } from './candidates.ts'
import { readRequirements } from './requirements.ts'
import type { Requirements } from './requirements.ts'

const client = bedrock()
const MAX_REJECTED = 12

/** The checklist for choosing a model, as code: what it can do, whether this account may use it, and what it costs. */
export async function handler(event: unknown): Promise<HttpResponse> {
  try {
    const requirements = readRequirements(readFields(event))
    const [{ modelSummaries = [] }, profiles] = await Promise.all([
      client.send(new ListFoundationModelsCommand({ byOutputModality: 'TEXT' })),
      listProfiles(),
    ])
    const { candidates, rejected } = findCandidates(modelSummaries, profiles, requirements)
    const chosen = await firstAvailable(candidates, rejected)
    const left = {
      alternatives: candidates
        .filter(({ modelId }) => modelId !== chosen?.modelId)
        .map(({ callAs }) => callAs)
        .slice(0, 3),
      rejected: rejected.slice(0, MAX_REJECTED),
      rejectedInAll: rejected.length,
    }
    if (chosen === undefined)
      return json(404, { error: 'No model fulfils the requirements', ...left })
    return json(200, { modelId: chosen.callAs, why: explain(chosen, requirements), ...left })
  } catch (error) {
    return errorResponse(error)
  }
}

async function listProfiles(): Promise<InferenceProfileSummary[]> {
  const profiles: InferenceProfileSummary[] = []
  for await (const page of paginateListInferenceProfiles({ client }, {})) {
    profiles.push(...(page.inferenceProfileSummaries ?? []))
  }
  return profiles
}

/** The cheapest model that this account may call. Those that it may not call are added to the rejected ones. */
async function firstAvailable(
  candidates: readonly Candidate[],
  rejected: Rejection[],
): Promise<Candidate | undefined> {
  for (const candidate of candidates) {
    const { modelId } = candidate
    const { authorizationStatus, entitlementAvailability, regionAvailability } = await client.send(
      new GetFoundationModelAvailabilityCommand({ modelId }),
    )
    if (regionAvailability !== 'AVAILABLE') {
      rejected.unshift({ modelId, reason: 'is not available in this region' })
    } else if (authorizationStatus !== 'AUTHORIZED' || entitlementAvailability !== 'AVAILABLE') {
      rejected.unshift({ modelId, reason: 'needs access: request it in the Bedrock console' })
    } else return candidate
  }
  return undefined
}

function explain({ name, modelId, callAs, facts }: Candidate, wanted: Requirements): string[] {
  const { input, output, contextTokens } = facts
  return [
    `${name} accepts ${wanted.input.join(' and ')}`,
    ...(wanted.streaming ? ['it streams its answers'] : []),
    ...(wanted.tools ? ['it calls tools'] : []),
    ...(wanted.contextTokens > 0 ? [`its context holds ${contextTokens} tokens`] : []),
    ...(callAs === modelId ? [] : [`it is called through the inference profile ${callAs}`]),
    'this account may use it in this region',
    `it is the cheapest of those that fit: $${input} per million tokens in, $${output} out (mixed: $${price(facts).toFixed(3)})`,
  ]
}
