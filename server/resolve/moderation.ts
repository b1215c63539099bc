import type { GuardedInput } from '../bedrock/guarded-input.ts'
import type { WrittenVerdicts } from '../guardrails/written-verdicts.ts'
import type { Guardrail } from '../guardrails/policy.ts'
import type { Origin, Question, Verdict } from '../guardrails/verdict.ts'

/** A guardrail that a call must pass. */
export interface Guard {
  guardrail: Guardrail
  origin: readonly Origin[]
}

/** How a call wants its guardrails to tell of themselves. */
export interface Wishes {
  isTraced: boolean
  isFull: boolean
  /** Whether a stream may send text before it is judged. */
  isAsync: boolean
}

/** What guardrails say of texts, one verdict each. */
export type Judge = (
  guards: readonly Guard[],
  question: Question,
) => readonly Verdict[] | Promise<readonly Verdict[]>

/** Guardrails that have let a call's input pass, and wait for the answer. */
export interface Moderation {
  guards: readonly Guard[]
  wishes: Wishes
  input: readonly Verdict[]
  ground: GuardedInput['ground']
  judge: Judge
}

/** A verdict that a fixture or a fault dictates. */
export interface Forced {
  /** The fixture; undefined for a fault. */
  fixture?: string
  verdicts: WrittenVerdicts
  /** Counts the fixture as used, where it does not answer as well. */
  used(): void
}
