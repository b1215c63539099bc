import { bedrockArn } from '../aws/arn.ts'
import type { JsonObject } from '../json.ts'
import models from './models.gen.json' with { type: 'json' }

/** A model of the catalogue, without region-specific members. */
export interface ModelRow {
  id: string
  name: string
  provider: string
  input: string[]
  output: string[]
  streams: boolean
  customizations: string[]
  types: string[]
  status: string
  /** The maximum value of maxTokens. */
  maxTokens?: number
  /** The maximum prompt length; null if unknown. Absent for models without prompts. */
  contextTokens?: number | null
  /** The minimum prompt prefix for caching. */
  cacheMinTokens?: number
  /** The regions that have it; all by default. */
  regions?: string[]
  /** No longer listed, but still used in guides. */
  retired?: boolean
}

const lists: readonly ModelRow[][] = [
  models.listed,
  models.usWest2.map((row) => ({ ...row, regions: ['us-west-2'] })),
  models.retired.map((row) => ({ ...row, retired: true })),
]

/** Every known model by its id, in the order of the list. */
export const modelRows: ReadonlyMap<string, ModelRow> = new Map(
  lists.flat().map((row) => [row.id, row]),
)

export const arnOf = ({ id }: ModelRow, region: string): string =>
  bedrockArn('foundation-model', id, region)

/** A member of ListFoundationModels' modelSummaries, keys as AWS sends them. */
export function entryOf(row: ModelRow, region: string): JsonObject {
  return {
    customizationsSupported: row.customizations,
    inferenceTypesSupported: row.types,
    inputModalities: row.input,
    modelArn: arnOf(row, region),
    modelId: row.id,
    modelLifecycle: { status: row.status },
    modelName: row.name,
    outputModalities: row.output,
    providerName: row.provider,
    responseStreamingSupported: row.streams,
  }
}

export function isIn({ regions }: ModelRow, region: string): boolean {
  return regions === undefined || regions.includes(region)
}

export function listedIn(row: ModelRow, region: string): boolean {
  return row.retired !== true && isIn(row, region)
}
