import type { JsonObject } from '../json.ts'
import type { ModelOverride } from './overrides.ts'
import type { Family } from './family.ts'

/** A resolved model id or ARN. */
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
  /** The same for the id and ARN of a resource, without region and account. Used in request keys. */
  resource: string
  /** The id of the system profile, if any: `us.amazon.nova-micro-v1:0`. */
  profile?: string
  /** The foundation model id: `amazon.nova-micro-v1:0`. Absent if unknown. */
  foundation?: string
  family?: Family
  /** The catalogue entry, a member of ListFoundationModels' modelSummaries. Absent for unknown ids. */
  entry?: JsonObject
  /** AWS no longer lists it, or the config sets it to end of life. */
  retired?: boolean
  /** The region does not list the model, but its id matches a known family: accepted with a warning. */
  unlisted?: boolean
  /** From the config: access was not granted, or the Anthropic use case form is missing. */
  access?: NonNullable<ModelOverride['access']>
  /** From the config; models that AWS lists as LEGACY still answer. */
  lifecycle?: NonNullable<ModelOverride['lifecycle']>
  /** From the config: the model is loading, forever or for this many seconds after a session's first call. */
  notReady?: true | number
}
