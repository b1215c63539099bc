import { slot } from '../sessions.ts'
import type { Session } from '../sessions.ts'
import type { Rule } from './rule.ts'

/** How far one session has come with one rule. */
export interface Progress {
  /** Errors given. */
  failed: number
  /** Answers given. */
  played: number
}

// By the rule itself: a file that changed starts anew, and rules that are gone take their progress with them.
const progressSlot = slot(() => new WeakMap<Rule, Progress>())

const NOTHING: Progress = { failed: 0, played: 0 }

function progressOf(rule: Rule, session: Session): Readonly<Progress> {
  return session.get(progressSlot).get(rule) ?? NOTHING
}

/** To be advanced before anything is awaited. */
export function advance(rule: Rule, session: Session, what: keyof Progress): number {
  const kept = session.get(progressSlot)
  let progress = kept.get(rule)
  if (progress === undefined) kept.set(rule, (progress = { failed: 0, played: 0 }))
  return progress[what]++
}

/** Whether the rule gives its error next. */
export function failsNext(rule: Rule, session: Session): boolean {
  if (rule.error === undefined) return false
  return rule.error.times === undefined || progressOf(rule, session).failed < rule.error.times
}

/** Nothing is left to give: the error was given as often as said, and there is no answer after it. */
export function isSpent(rule: Rule, session: Session): boolean {
  if (rule.error?.times === undefined || rule.answers.length > 0) return false
  return progressOf(rule, session).failed >= rule.error.times
}
