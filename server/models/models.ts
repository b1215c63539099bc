import { isArn, parseArn } from '../aws/arn.ts'
import type { JsonObject } from '../json.ts'
import type { Session } from '../sessions.ts'
import { entryOf, isIn, listedIn } from './entries.ts'
import type { ModelRow } from './entries.ts'
import type { Family } from './families.ts'
import { systemProfilesOf } from './geography.ts'
import type { ProfileSummary } from './geography.ts'
import { ofSession, understand } from './model-names.ts'
import type { Known } from './model-names.ts'
import { overriddenRows } from './overrides.ts'
import type { ModelOverride, ModelOverrides } from './overrides.ts'

export type { ModelOverrides } from './overrides.ts'

/** A model as a caller named it, and what it stands for. */
export interface Model {
  /** The id or ARN as sent, percent-decoded. */
  sent: string
  kind:
    | 'foundation'
    | 'profile'
    | 'application-profile'
    | 'provisioned'
    | 'custom'
    | 'deployment'
    | 'imported'
    | 'prompt'
    | 'router'
    | 'marketplace'
    | 'unknown'
  /** Id and ARN of one thing have the same: what request keys compare. No region and no account in it. */
  resource: string
  /** The system profile's id where one was sent: `us.amazon.nova-micro-v1:0`. */
  profile?: string
  /** The foundation model's id: `amazon.nova-micro-v1:0`. Absent where nothing tells it. */
  foundation?: string
  family?: Family
  /** The catalogue's entry: a member of ListFoundationModels' modelSummaries. Absent for ids it does not know. */
  entry?: JsonObject
  /** AWS no longer lists it, or the config says that its life has ended. */
  retired?: boolean
  /** The region does not list the model, though its id has a known family's form: accepted with a warning. */
  unlisted?: boolean
  /** What the config says: access was not granted, or the Anthropic use case form is missing. */
  access?: NonNullable<ModelOverride['access']>
  /** What the config says; an entry that AWS lists as LEGACY still answers. */
  lifecycle?: NonNullable<ModelOverride['lifecycle']>
  /** The config says that the model is still loading: for ever, or for so many seconds after a session's first call. */
  notReady?: true | number
}

export interface ModelFilters {
  byProvider?: string
  byCustomizationType?: string
  byOutputModality?: string
  byInferenceType?: string
}

export interface Catalogue {
  readonly account: string
  /** What a model id or ARN stands for; never throws, an id of no known form is of kind `unknown`. */
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
  /** By foundation model id; by id or ARN for whatever else a caller may name. */
  models?: ModelOverrides
}

// Far more names than an application uses; whoever sends more is making them up.
const MOST_KEPT = 2_000

export function createCatalogue({ account, models = {} }: CatalogueOptions): Catalogue {
  const known: Known = { rows: overriddenRows(models), overrides: new Map(Object.entries(models)) }
  const kept = new Map<string, Map<string, Model>>()
  return {
    account,
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
  known: Known,
): Model {
  let models = kept.get(region)
  if (models === undefined) kept.set(region, (models = new Map()))
  let model = models.get(sent)
  if (model === undefined) {
    if (models.size >= MOST_KEPT) models.clear()
    models.set(sent, (model = understand(sent, region, known)))
  }
  return model
}

/** AWS takes a provider in any case: `anthropic` finds Anthropic. */
function passes(row: ModelRow, filters: ModelFilters): boolean {
  const { byProvider, byCustomizationType, byOutputModality, byInferenceType } = filters
  return (
    (byProvider === undefined || row.provider.toLowerCase() === byProvider.toLowerCase()) &&
    (byCustomizationType === undefined || row.customizations.includes(byCustomizationType)) &&
    (byOutputModality === undefined || row.output.includes(byOutputModality)) &&
    (byInferenceType === undefined || row.types.includes(byInferenceType))
  )
}

function list({ rows }: Known, filters: ModelFilters, region: string): JsonObject[] {
  return [...rows.values()]
    .filter((row) => listedIn(row, region) && passes(row, filters))
    .map((row) => entryOf(row, region))
}

function get(
  { rows, overrides }: Known,
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
  { rows, overrides }: Known,
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
