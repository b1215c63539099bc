import type { Path } from '../shape/check.ts'
import type { Member } from '../shape/shape.ts'
import type { Subject } from './subject.ts'

/** Collects the problems of a member's value. */
export type Report = (path: Path, message: string) => void

/** How a member compares: a text as a whole, a part of it, a pattern, or a list or object with additional members. */
export type Comparison =
  | 'equals'
  | 'contains'
  | 'regex'
  | 'glob'
  | 'oneOf'
  | 'allOf'
  | 'subset'
  | 'result'

/** One member of `match`, with everything that depends on it. */
export interface MatchMember<Written, Test> {
  /** The allowed values. Validation, the JSON Schema and the README are generated from this. */
  shape: Member
  /** Returns undefined after reporting a problem. */
  compile(written: Written, report: Report): Test | undefined
  fits(test: Test, subject: Subject): boolean
  /** How far a call is from matching. */
  distance(test: Test, subject: Subject): number
  /** What it requires, in words. */
  explain(test: Test): string
  /** Why a call does not match, in words. */
  mismatch(test: Test, subject: Subject): string[]
  /** The value of the call, to compare with. */
  actual(subject: Subject): string
  /** Whether a test matches every call that another one matches. By default, if they are equal. */
  covers?(wide: Test, narrow: Test): boolean
  /** Set if the index of rules has already tested it. */
  indexed?: true
  /** Set if it looks at the prompt: it cannot match calls without a model. */
  ofPrompt?: true
  /** Cheap members are tested first. */
  cost: number
  kind(test: Test): Comparison
  /** The text that it looks for, whole; if there are several, the first that is missing. */
  sought?(test: Test, subject: Subject): string | undefined
}

/** A member in the table: the result of `compile` is passed to the other functions. */
export type AnyMember<Written> = MatchMember<Written, unknown>

export function matchMember<Written, Test>(row: MatchMember<Written, Test>): AnyMember<Written> {
  return row
}
