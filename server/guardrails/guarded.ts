import type { Reply } from '../neutral/reply.ts'
import type { Verdict } from './verdict.ts'

/** What a guardrail did to one answer of a model. */
export interface Guarded {
  input: Verdict
  /** Absent where the input was blocked: no model was asked. */
  output?: Verdict
  intervened: boolean
  isTraced: boolean
  /** What the model said, where it was changed. */
  original?: Reply
}
