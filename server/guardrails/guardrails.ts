import { enforcedOn } from './enforced.ts'
import { findGuardrail, versionOf } from './lookup.ts'
import type { Guardrails } from './policy.ts'

/** Finds the guardrails that judge a request. */
export const guardrails: Guardrails = {
  enforcedOn,
  find(identifier, version, session, region) {
    const guardrail = findGuardrail(identifier, session, region)
    return guardrail && versionOf(guardrail, version)
  },
}
