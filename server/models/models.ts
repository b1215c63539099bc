import { isArn, parseArn } from '../aws/arn.ts'
import type { JsonObject } from '../json.ts'
import type { Session } from '../sessions.ts'
import { entryOf, isIn, listedIn } from './entries.ts'
import type { ModelRow } from './entries.ts'
import { systemProfilesOf } from './geography.ts'
import type { ProfileSummary } from './geography.ts'
import { ofSession, understand } from './model-names.ts'
import type { KnownModels } from './model-names.ts'
import { overriddenRows } from './overrides.ts'
import type { ModelOverrides } from './overrides.ts'
import type { Model } from './model.ts'

export type { ModelOverrides } from './overrides.ts'

export interface ModelFilters {
  byProvider?: string
  byCustomizationType?: string
  byOutputModality?: string
  byInferenceType?: string
}

export interface Catalogue {
  readonly account: string
  /** Every known model, retired ones last. */
  readonly rows: readonly ModelRow[]
  /** Resolves a model id or ARN. Never throws; unrecognized ids have the kind `unknown`. */
  resolve(sent: string, region: string, session: Session): Model
  /** The entries that the region lists. */
  list(filters: ModelFilters, region: string): JsonObject[]
  /** The entry of a foundation model's id or ARN. */
  get(identifier: string, region: string): JsonObject | undefined
  /** GetFoundationModelAvailability's answer. */
  availability(id: string, region: string): JsonObject | undefined
  /** The region's system profiles. */
  profiles(region: string): ProfileSummary[]
}

export interface CatalogueOptions {
  account: string
  /** By foundation model id, or by the id or ARN of other resources. */
  models?: ModelOverrides
}

// Far more names than an application uses.
const MAX_KEPT = 2_000
const MAX_REGIONS = 100

export function createCatalogue({ account, models = {} }: CatalogueOptions): Catalogue {
  const known: KnownModels = {
    rows: overriddenRows(models),
    overrides: new Map(Object.entries(models)),
  }
  const kept = new Map<string, Map<string, Model>>()
  return {
    account,
    rows: [...known.rows.values()],
    resolve: (sent, region, session) =>
      ofSession(remembered(kept, sent, region, known), region, session, known),
    list: (filters, region) => list(known, filters, region),
    get: (identifier, region) => get(known, identifier, region),
    availability: (id, region) => availability(known, id, region),
    profiles: (region) => systemProfilesOf(region, account),
  }
}

function remembered(
  kept: Map<string, Map<string, Model>>,
  sent: string,
  region: string,
  known: KnownModels,
): Model {
  let models = kept.get(region)
  if (models === undefined) {
    // A request may name any region.
    if (kept.size >= MAX_REGIONS) kept.clear()
    kept.set(region, (models = new Map()))
  }
  let model = models.get(sent)
  if (model === undefined) {
    if (models.size >= MAX_KEPT) models.clear()
    models.set(sent, (model = understand(sent, region, known)))
  }
  return model
}

/** AWS ignores the case of providers: `anthropic` finds Anthropic. */
function passes(row: ModelRow, filters: ModelFilters): boolean {
  const { byProvider, byCustomizationType, byOutputModality, byInferenceType } = filters
  return (
    (byProvider === undefined || row.provider.toLowerCase() === byProvider.toLowerCase()) &&
    (byCustomizationType === undefined || row.customizations.includes(byCustomizationType)) &&
    (byOutputModality === undefined || row.output.includes(byOutputModality)) &&
    (byInferenceType === undefined || row.types.includes(byInferenceType))
  )
}

function list({ rows }: KnownModels, filters: ModelFilters, region: string): JsonObject[] {
  return [...rows.values()]
    .filter((row) => listedIn(row, region) && passes(row, filters))
    .map((row) => entryOf(row, region))
}

function get(
  { rows, overrides }: KnownModels,
  identifier: string,
  region: string,
): JsonObject | undefined {
  const arn = isArn(identifier) ? parseArn(identifier) : undefined
  if (arn !== undefined && arn.type !== 'foundation-model') return undefined
  const id = arn?.id ?? identifier
  const row = rows.get(id)
  const gone = row === undefined || overrides.get(id)?.lifecycle === 'endOfLife'
  if (gone || !isIn(row, region)) return undefined
  return entryOf(row, region)
}

function availability(
  { rows, overrides }: KnownModels,
  id: string,
  region: string,
): JsonObject | undefined {
  const row = rows.get(id)
  if (row === undefined) return undefined
  const access = overrides.get(id)?.access ?? 'granted'
  const here = isIn(row, region)
  return {
    agreementAvailability: { status: access === 'granted' ? 'AVAILABLE' : 'NOT_AVAILABLE' },
    authorizationStatus: access === 'denied' ? 'NOT_AUTHORIZED' : 'AUTHORIZED',
    entitlementAvailability: access === 'granted' ? 'AVAILABLE' : 'NOT_AVAILABLE',
    modelId: id,
    regionAvailability: here ? 'AVAILABLE' : 'NOT_AVAILABLE',
  }
}
