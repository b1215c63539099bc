import type { Path } from '../shape/check.ts'
import type { Member } from '../shape/shape.ts'
import type { Subject } from './subject.ts'

/** Collects what is wrong with the value of a member. */
export type Report = (path: Path, message: string) => void

/** One member of `match`: everything there is to know about it. */
export interface MatchMember<Written, Test> {
  /** What may be written; the checks, the JSON Schema and the README follow. */
  shape: Member
  /** Undefined where `report` heard what is wrong. */
  compile(written: Written, report: Report): Test | undefined
  fits(test: Test, subject: Subject): boolean
  /** How far a call that does not fit is from fitting. */
  distance(test: Test, subject: Subject): number
  /** What it demands, in words. */
  explain(test: Test): string
  /** Why a call that does not fit does not, in words. */
  mismatch(test: Test, subject: Subject): string[]
}

/** A member as the table holds it: what `compile` returns comes back to the other functions. */
export type AnyMember<Written> = MatchMember<Written, unknown>

export function matchMember<Written, Test>(row: MatchMember<Written, Test>): AnyMember<Written> {
  return row
}
