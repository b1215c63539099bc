import { slot } from '../sessions.ts'
import type { Guardrail } from './policy.ts'

/** A guardrail with its working draft and its numbered versions. */
export interface StoredGuardrail {
  id: string
  arn: string
  region: string
  /** The config key or the file that declares it; undefined for one that a client has created. */
  declaredIn?: string
  draft: Guardrail
  /** Copies of DRAFT that never change, by their number. */
  versions: Map<string, Guardrail>
  /** The number of the newest version; numbers of deleted versions are not reused. */
  lastVersion: number
  tags: Map<string, string>
  /** The client's token and the request that made the guardrail. */
  token?: string
  request: string
  /** The same for each of its versions, by token. */
  versionRequests: Map<string, { version: string; description?: string }>
}

/** The guardrails that the clients of one session have created, by id. */
export const createdGuardrails = slot(() => new Map<string, StoredGuardrail>())
