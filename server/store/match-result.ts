import type { Rule } from '../fixtures/rule.ts'
import type { Hit } from '../recordings/recordings.ts'

interface Common {
  name: string
  /** Added by a test. */
  added: boolean
  /** Answers with an error this time. */
  error: boolean
  /** A recording from an earlier run. */
  earlier: boolean
}

/** A possible answer to a call. */
export type Candidate = Common & ({ kind: 'rule'; rule: Rule } | { kind: 'recording'; hit: Hit })

/** Whether a candidate may answer. This depends on the mode, which only resolve/ knows. */
export type Accepts = (candidate: Candidate) => boolean
