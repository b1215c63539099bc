import { enforcedOn } from './enforced.ts'
import { findGuardrail, versionOf } from './lookup.ts'
import type { Guardrails } from './policy.ts'

/** Finds the guardrails that judge a request. */
export const guardrails: Guardrails = {
  enforcedOn,
  find(identifier, version, session, region) {
    const found = findGuardrail(identifier, session, region)
    return found && versionOf(found, version)
  },
}
