import { isDeepStrictEqual } from 'node:util'
import type { Glob } from './glob.ts'
import type { Match } from './match.ts'
import type { AnyMember, Report } from './member.ts'
import { members } from './members.ts'
import type { Subject } from './subject.ts'
import { holds, sharedStart, textDistance } from './text.ts'
import type { TextTest } from './text.ts'

/** A compiled `match`. */
export interface Matcher {
  /** Every given member, in table order. */
  readonly conditions: readonly Condition[]
  /** Members that no index covers, cheapest first. */
  readonly rest: readonly Condition[]
  /** Rules are indexed by these three. Undefined matches anything. */
  readonly operations: readonly string[] | undefined
  readonly models: readonly Glob[] | undefined
  readonly prompt: TextTest | undefined
}

interface Condition {
  readonly name: keyof Match
  readonly member: AnyMember<unknown>
  readonly test: unknown
}

const rows = Object.entries(members) as [keyof Match, AnyMember<unknown>][]

const none: readonly Condition[] = []

/** Compiles a match whose shape is valid. Semantic errors go to `report`. */
export function compileMatcher(written: Match, report: Report): Matcher {
  const conditions: Condition[] = []
  for (const [name, member] of rows) {
    const value = written[name]
    if (value === undefined) continue
    const test = member.compile(value, report)
    if (test !== undefined) conditions.push({ name, member, test })
  }
  const testOf = (name: keyof Match) => conditions.find((one) => one.name === name)?.test
  const rest = conditions
    .filter(({ member }) => member.indexed !== true)
    .toSorted((a, b) => a.member.cost - b.member.cost)
  return {
    conditions,
    rest: rest.length === 0 ? none : rest,
    operations: testOf('operation') as readonly string[] | undefined,
    models: testOf('model') as readonly Glob[] | undefined,
    prompt: testOf('prompt') as TextTest | undefined,
  }
}

/** Adds default operations to a matcher that names none. */
export function forOperations(matcher: Matcher, operations: readonly string[]): Matcher {
  const condition = { name: 'operation', member: members.operation, test: operations } as Condition
  return { ...matcher, operations, conditions: [condition, ...matcher.conditions] }
}

/** Whether a call without a model could match, regardless of its body. */
export function mayFit({ operations, conditions }: Matcher, operation: string): boolean {
  if (operations !== undefined && !operations.includes(operation)) return false
  return conditions.every(({ member }) => member.ofPrompt !== true)
}

/** Whether one matches every call that the other matches. */
export function covers(wide: Matcher, narrow: Matcher): boolean {
  return wide.conditions.every(({ name, member, test }) => {
    const other = narrow.conditions.find((one) => one.name === name)?.test
    if (other === undefined) return false
    return member.covers?.(test, other) ?? isDeepStrictEqual(test, other)
  })
}

/** Whether operation and model match. Rules are indexed by these. */
export function indexFits({ operations, models }: Matcher, subject: Subject): boolean {
  return (
    (operations === undefined || members.operation.fits(operations, subject)) &&
    (models === undefined || members.model.fits(models, subject))
  )
}

/** Whether everything except operation and model matches. */
export function restFits({ rest }: Matcher, subject: Subject): boolean {
  for (const { member, test } of rest) if (!member.fits(test, subject)) return false
  return true
}

export function fits(matcher: Matcher, subject: Subject): boolean {
  return indexFits(matcher, subject) && restFits(matcher, subject)
}

/** How much of a prompt is searched for near misses. */
export interface Glance {
  excerpt: string
  words: ReadonlySet<string>
}

/** Roughly how far a matcher is from matching; 0 means that it matches. `more` is added by the rule. */
export function distance(
  { conditions, prompt }: Matcher,
  subject: Subject,
  { excerpt, words }: Glance,
  more = 0,
): number {
  let far = more
  for (const { member, test } of conditions)
    if (!member.fits(test, subject)) far += member.distance(test, subject)
  if (prompt === undefined) return far
  // The text is the best hint at the intended rule: if it matches, all else counts half.
  if (holds(prompt, excerpt)) return far / 2
  // Among equally distant ones, the one whose beginning matches the prompt is nearer.
  return far + 0.5 + 3 * textDistance(prompt, words) - 0.3 * sharedStart(prompt, excerpt)
}

/** Every difference, in words. */
export function mismatches({ conditions }: Matcher, subject: Subject): string[] {
  return conditions.flatMap(({ member, test }) =>
    member.fits(test, subject) ? [] : member.mismatch(test, subject),
  )
}

/** What a matcher requires, in words; omitted members are not mentioned. */
export function explain({ conditions }: Matcher, without: readonly (keyof Match)[] = []): string[] {
  return conditions.flatMap(({ name, member, test }) =>
    without.includes(name) ? [] : [member.explain(test)],
  )
}
