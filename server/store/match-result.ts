import type { Hit } from '../recordings/recordings.ts'
import type { Rule } from '../fixtures/rule.ts'

interface Common {
  name: string
  /** Added by a test. */
  added: boolean
  /** Answers with an error this time. */
  error: boolean
  /** A recording from an earlier run. */
  earlier: boolean
}

/** Who answers a call. */
export type Found = Common & ({ kind: 'rule'; rule: Rule } | { kind: 'recording'; hit: Hit })
