/** Who answers a call. */
export interface Found {
  kind: 'recording' | 'rule'
  name: string
  /** Added by a test. */
  added: boolean
  /** Answers with an error this time. */
  error: boolean
  /** A recording from an earlier run. */
  earlier: boolean
}
