import type { Rule } from '../fixtures/rule.ts'
import type { Hit } from '../recordings/recordings.ts'
import type { FixtureWant } from '../state/wants.ts'

interface Common extends FixtureWant {
  name: string
  /** Added by a test. */
  added: boolean
  /** Answers with an error this time. If it fails a limited number of times: until then. */
  error: boolean
  /** A recording from an earlier run. */
  earlier: boolean
}

/** A possible answer to a call, and what it counts. */
export type Candidate = Common & ({ kind: 'rule'; rule: Rule } | { kind: 'recording'; hit: Hit })

/** Whether a candidate may answer. This depends on the mode, which only resolve/ knows. */
export type Accepts = (
  candidate: Pick<Candidate, 'kind' | 'added' | 'error' | 'earlier'>,
) => boolean
