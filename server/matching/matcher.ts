import type { Glob } from './glob.ts'
import type { Match } from './match.ts'
import type { AnyMember, Report } from './member.ts'
import { members } from './members.ts'
import type { Subject } from './subject.ts'
import { holds, sharedStart, textDistance } from './text.ts'
import type { TextTest } from './text.ts'

/** A compiled `match`. */
export interface Matcher {
  /** Every given member, in the order of the table. */
  readonly conditions: readonly Condition[]
  /** Those that no index answers, cheapest first. */
  readonly rest: readonly Condition[]
  /** Rules are indexed by these three. Undefined: any. */
  readonly operations: readonly string[] | undefined
  readonly models: readonly Glob[] | undefined
  readonly prompt: TextTest | undefined
}

export interface Condition {
  readonly name: keyof Match
  readonly member: AnyMember<unknown>
  readonly test: unknown
}

const names = Object.keys(members) as (keyof Match)[]

const CHEAPEST_FIRST: readonly (keyof Match)[] = [
  'session',
  'turn',
  'tools',
  'toolResult',
  'prompt',
  'system',
  'body',
]

const none: readonly Condition[] = []

/** Compiles a match whose shape was checked. `report` hears what only its meaning tells to be wrong. */
export function compileMatcher(written: Match, report: Report): Matcher {
  const conditions: Condition[] = []
  for (const name of names) {
    const value = written[name]
    if (value === undefined) continue
    const member = members[name] as AnyMember<unknown>
    const test = member.compile(value, report)
    if (test !== undefined) conditions.push({ name, member, test })
  }
  const testOf = (name: keyof Match) => conditions.find((one) => one.name === name)?.test
  const rest = CHEAPEST_FIRST.flatMap((name) => conditions.find((one) => one.name === name) ?? [])
  return {
    conditions,
    rest: rest.length === 0 ? none : rest,
    operations: testOf('operation') as readonly string[] | undefined,
    models: testOf('model') as readonly Glob[] | undefined,
    prompt: testOf('prompt') as TextTest | undefined,
  }
}

/** The same for these operations, where none was named. */
export function forOperations(matcher: Matcher, operations: readonly string[]): Matcher {
  const condition = { name: 'operation', member: members.operation, test: operations } as Condition
  return { ...matcher, operations, conditions: [condition, ...matcher.conditions] }
}

const FOR_ANY_OPERATION: readonly (keyof Match)[] = ['operation', 'model', 'session', 'body']

/** Whether a call of an operation that asks no model could fit, whatever its body is. */
export function mayFit({ operations, conditions }: Matcher, operation: string): boolean {
  if (operations !== undefined && !operations.includes(operation)) return false
  return conditions.every(({ name }) => FOR_ANY_OPERATION.includes(name))
}

/** Whether operation and model fit, by which rules are indexed. */
export function indexFits({ operations, models }: Matcher, subject: Subject): boolean {
  return (
    (operations === undefined || members.operation.fits(operations, subject)) &&
    (models === undefined || members.model.fits(models, subject))
  )
}

/** Whether everything but operation and model fits. */
export function restFits({ rest }: Matcher, subject: Subject): boolean {
  for (const { member, test } of rest) if (!member.fits(test, subject)) return false
  return true
}

export function fits(matcher: Matcher, subject: Subject): boolean {
  return indexFits(matcher, subject) && restFits(matcher, subject)
}

/** What of a prompt is looked at to tell how near it is. */
export interface Glance {
  excerpt: string
  words: ReadonlySet<string>
}

/** Roughly how far a matcher is from fitting; 0 = it fits. `more` is what its rule adds. */
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
  // The text tells most which rule was meant: where it is as it should be, all else counts half.
  if (holds(prompt, excerpt)) return far / 2
  // Of those that lack as many words the nearer is the one that begins as the prompt does.
  return far + 0.5 + 3 * textDistance(prompt, words) - 0.3 * sharedStart(prompt, excerpt)
}

/** Every difference, in words. */
export function mismatches({ conditions }: Matcher, subject: Subject): string[] {
  return conditions.flatMap(({ member, test }) =>
    member.fits(test, subject) ? [] : member.mismatch(test, subject),
  )
}

/** What a matcher demands, in words; members left out are not mentioned. */
export function explain({ conditions }: Matcher, without: readonly (keyof Match)[] = []): string[] {
  return conditions.flatMap(({ name, member, test }) =>
    without.includes(name) ? [] : [member.explain(test)],
  )
}
