import { AwsError } from '../aws/errors.ts'
import type { JsonObject } from '../json.ts'
import { textMember } from './members.ts'
import type { Catalogue, ModelFilters } from '../models/models.ts'
import type { Call } from './types.ts'

const FILTERS = [
  'byProvider',
  'byCustomizationType',
  'byOutputModality',
  'byInferenceType',
] as const

export function listFoundationModels({ input, region }: Call, catalogue: Catalogue): JsonObject {
  const filters: ModelFilters = {}
  for (const name of FILTERS) {
    const value = textMember(input, name)
    if (value !== undefined) filters[name] = value
  }
  return { modelSummaries: catalogue.list(filters, region) }
}

export function getFoundationModel({ input, region }: Call, catalogue: Catalogue): JsonObject {
  const entry = catalogue.get(textMember(input, 'modelIdentifier') ?? '', region)
  if (entry === undefined) throw new AwsError('ResourceNotFoundException', 'Model not found.')
  return { modelDetails: entry }
}

export function getFoundationModelAvailability(
  { input, region }: Call,
  catalogue: Catalogue,
): JsonObject {
  const availability = catalogue.availability(textMember(input, 'modelId') ?? '', region)
  if (availability === undefined)
    throw new AwsError('ResourceNotFoundException', 'Model not found.')
  return availability
}
