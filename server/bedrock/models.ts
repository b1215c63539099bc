import type { JsonObject } from '../json.ts'
import type { Family } from './families.ts'

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
  /** Set for models.retired.json and models marked so in the config. */
  retired?: boolean
}
