import type { Reply } from '../neutral/reply.ts'
import type { Verdict } from './verdict.ts'

/** What guardrails did to one call. */
export interface Guarded {
  /** One for each guardrail; none if there was only an answer to judge. */
  input: readonly Verdict[]
  /** Absent if the input was blocked, so that no model was called. Asynchronous streams have one for each window. */
  output?: readonly Verdict[]
  intervened: boolean
  isTraced: boolean
  /** The original answer of the model, if it was changed. */
  original?: Reply
}
