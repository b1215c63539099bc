import { slot } from '../sessions.ts'

/** An application inference profile, made by CreateInferenceProfile. */
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
  /** The client's token of the request that made it. */
  token?: string
  tags: Map<string, string>
}

/** The profiles of one session, by id. */
export const applicationProfiles = slot(() => new Map<string, ApplicationProfile>())
