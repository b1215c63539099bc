import type { JsonObject } from '../json.ts'
import type { ModelOverride } from './overrides.ts'
import type { Family } from './family.ts'

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
