import type { Exchange } from '../../journal/types.ts'

/** A condition of a fixture, checked against a call. */
export interface Difference {
  path: string
  kind: 'equals' | 'contains' | 'regex' | 'glob' | 'oneOf' | 'allOf' | 'subset' | 'result'
  /** The text that the fixture looks for. */
  sought?: string
  /** The requirement in words. */
  expected: string
  actual: string
  holds: boolean
  reasons: readonly string[]
}

/** A fixture that nearly matched; without differences if the request was clipped. */
export type Miss = NonNullable<Exchange['misses']>[number] & { differences?: readonly Difference[] }

/** Which fixture answers, and which others match too. */
export interface Decided {
  by: string
  over: readonly string[]
  /** Why it comes before the first of them. */
  because?: string
}
