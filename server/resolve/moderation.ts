import type { GuardedInput, Named } from '../bedrock/guarded-input.ts'
import type { Guardrail } from '../guardrails/policy.ts'
import type { Verdict } from '../guardrails/verdict.ts'

/** A guardrail that has let a call's input pass, and waits for the answer. */
export interface Moderation {
  guardrail: Guardrail
  named: Named
  input: Verdict
  ground: GuardedInput['ground']
}
