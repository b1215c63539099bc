import type { GuardedInput, GuardScope } from '../bedrock/guarded-input.ts'
import type { Call } from '../bedrock/types.ts'
import type { WrittenVerdicts } from '../guardrails/written-verdicts.ts'
import type { Guardrail } from '../guardrails/policy.ts'
import type { GuardrailOrigin, Question, Units, Verdict } from '../guardrails/verdict.ts'

/** A guardrail that a call must pass. */
export interface Guard {
  guardrail: Guardrail
  origin: readonly GuardrailOrigin[]
  /** The content that it reads in addition to marked content. */
  reading?: GuardScope | undefined
}

/** How a call wants its guardrails to be applied. */
export interface Wishes {
  isTraced: boolean
  isFull: boolean
  /** Whether a stream may send text before it is judged. */
  isAsync: boolean
}

/** The verdict of the nth guardrail of a call on texts. */
export type Judge = (guard: Guard, nth: number, question: Question) => Verdict | Promise<Verdict>

/** Takes the text units of a verdict from a quota. Throws AWS's throttling error. */
export type Spend = (call: Call, units: Units) => void | Promise<void>

/** Guardrails that let the input of a call pass, and will judge its answer. */
export interface Moderation {
  guards: readonly Guard[]
  wishes: Wishes
  input: readonly Verdict[]
  ground: GuardedInput['ground']
  judge: Judge
}

/** A verdict that a fixture or fault sets. */
export interface Forced {
  /** The fixture; undefined for a fault. */
  fixture?: string
  verdicts: WrittenVerdicts
  /** Counts the fixture as used, unless it also answers. */
  used(): void
}
