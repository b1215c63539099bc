import { slot } from '../sessions.ts'
import type { Guardrail } from './policy.ts'

/** A guardrail, made by CreateGuardrail, with its working draft and its numbered versions. */
export interface StoredGuardrail {
  id: string
  arn: string
  region: string
  draft: Guardrail
  /** Copies of DRAFT that never change, by their number. */
  versions: Map<string, Guardrail>
  /** The number of the newest version; that of a deleted version is not used again. */
  lastVersion: number
  tags: Map<string, string>
  /** The client's token and the request that made the guardrail. */
  token?: string
  request: string
  /** The same for each of its versions, by token. */
  versionRequests: Map<string, { version: string; description?: string }>
}

/** The guardrails of one session, by id. */
export const guardrails = slot(() => new Map<string, StoredGuardrail>())
