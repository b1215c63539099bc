import { evaluate } from '../guardrails/evaluate.ts'
import { forcedVerdict } from '../guardrails/forced.ts'
import type { Question, Units, Verdict } from '../guardrails/verdict.ts'
import { gathered } from '../maybe-async.ts'
import type { Forced, Guard, Judge } from './moderation.ts'

/** `spend` throws where the quota of text units is used up. Judges by what is written, for the first guardrail of a call, and otherwise by the rules. */
export function judgeBy(
  forced: Forced | undefined,
  spend: (units: Units) => void = () => {},
): Judge {
  return ({ guardrail, origin }, nth, question) => {
    const side = question.side === 'INPUT' ? 'input' : 'output'
    const written = nth === 0 ? forced?.verdicts[side] : undefined
    const verdict =
      written === undefined
        ? evaluate(guardrail, question)
        : forcedVerdict(guardrail, question, written)
    spend(verdict.units)
    return { ...verdict, origin }
  }
}

/** One verdict of each guardrail on the same texts. */
export const judgeAll = (
  judge: Judge,
  guards: readonly Guard[],
  question: Question,
): readonly Verdict[] | Promise<readonly Verdict[]> =>
  gathered(guards.map((guard, nth) => judge(guard, nth, question)))
