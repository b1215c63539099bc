import { slot } from '../sessions.ts'

/** An application inference profile, created by CreateInferenceProfile. */
export interface ApplicationProfile {
  id: string
  arn: string
  region: string
  name: string
  description?: string
  copyFrom: string
  /** The foundation model it stands for, and that model's ARNs in the regions it routes to. */
  foundation: string
  modelArns: string[]
  createdAt: string
  /** The client token of the request that created it. */
  token?: string
  tags: Map<string, string>
}

/** The profiles of one session, by id. */
export const applicationProfiles = slot(() => new Map<string, ApplicationProfile>())
