import type { Question, Units, Verdict } from '../guardrails/verdict.ts'
import { gathered } from '../maybe-async.ts'
import type { judgeByRules } from './judge-by-rules.ts'
import type { Forced, Guard, Judge } from './moderation.ts'

// Most calls name no guardrail, so the rules, with their lists of words, are loaded with the first that does.
let rules: typeof judgeByRules | undefined

/**
 * Judges by what is written, for the first guardrail of a call, and otherwise by the rules. `spend` throws if the quota
 * of text units is used up.
 */
export function judgeBy(
  forced: Forced | undefined,
  spend: (units: Units) => void = () => {},
): Judge {
  return ({ guardrail, origin }, nth, question) => {
    const side = question.side === 'INPUT' ? 'input' : 'output'
    const written = nth === 0 ? forced?.verdicts[side] : undefined
    const judge = (judged: typeof judgeByRules): Verdict => {
      const verdict = judged(guardrail, question, written)
      spend(verdict.units)
      return { ...verdict, origin }
    }
    if (rules !== undefined) return judge(rules)
    return import('./judge-by-rules.ts').then((loaded) => judge((rules = loaded.judgeByRules)))
  }
}

/** One verdict of each guardrail on the same texts. */
export const judgeAll = (
  judge: Judge,
  guards: readonly Guard[],
  question: Question,
): readonly Verdict[] | Promise<readonly Verdict[]> =>
  gathered(guards.map((guard, nth) => judge(guard, nth, question)))
