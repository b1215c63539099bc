import type { Reply } from '../neutral/reply.ts'
import type { Verdict } from './verdict.ts'

/** What guardrails did to one call. */
export interface Guarded {
  /** One for each guardrail; none where only an answer was given to judge. */
  input: readonly Verdict[]
  /** Absent where the input was blocked: no model was asked. Asynchronous streams have one for each window. */
  output?: readonly Verdict[]
  intervened: boolean
  isTraced: boolean
  /** What the model said, where it was changed. */
  original?: Reply
}
