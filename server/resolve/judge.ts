import type { Call } from '../bedrock/types.ts'
import type { Question, Verdict } from '../guardrails/verdict.ts'
import { chain, gathered } from '../maybe-async.ts'
import type { judgeByRules } from './judge-by-rules.ts'
import type { Forced, Guard, Judge, Spend } from './moderation.ts'
import type { AskOpinion } from './opinions.ts'

/** What a judge uses in addition to the rules. */
export interface Means {
  /** Throws if the quota of text units is used up. */
  spend?: Spend
  /** Lets a model judge topics and content. */
  opinion?: AskOpinion | undefined
}

// Most calls name no guardrail, so the rules, with their lists of words, are loaded with the first that does.
let rules: typeof judgeByRules | undefined

const loaded = (): typeof judgeByRules | Promise<typeof judgeByRules> =>
  rules ?? import('./judge-by-rules.ts').then((room) => (rules = room.judgeByRules))

/** Judges a call by the written verdict, for its first guardrail, and otherwise by the rules. */
export function judgeBy(
  call: Call,
  forced: Forced | undefined,
  { spend, opinion }: Means = {},
): Judge {
  return ({ guardrail, origin }, nth, question) => {
    const side = question.side === 'INPUT' ? 'input' : 'output'
    const written = nth === 0 ? forced?.verdicts[side] : undefined
    const byModel = written === undefined ? opinion?.(call, guardrail, question) : undefined
    return chain(byModel, (found) =>
      chain(loaded(), (judge) => {
        const whole = found === undefined ? question : { ...question, opinion: found }
        const verdict = judge(guardrail, whole, written)
        return chain(spend?.(call, verdict.units), () => ({ ...verdict, origin }))
      }),
    )
  }
}

/** One verdict of each guardrail on the same texts. */
export const judgeAll = (
  judge: Judge,
  guards: readonly Guard[],
  question: Question,
): readonly Verdict[] | Promise<readonly Verdict[]> =>
  gathered(guards.map((guard, nth) => judge(guard, nth, question)))
