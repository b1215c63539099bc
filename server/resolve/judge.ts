import { evaluate } from '../guardrails/evaluate.ts'
import { forcedVerdict } from '../guardrails/forced.ts'
import type { Forced, Judge } from './moderation.ts'

/** Judges by what is written, for the guardrail that the request names, and otherwise by the rules. */
export function judgeBy(forced: Forced | undefined): Judge {
  return (guards, question) =>
    guards.map(({ guardrail, origin }, at) => {
      const side = question.side === 'INPUT' ? 'input' : 'output'
      const written = at === 0 ? forced?.verdicts[side] : undefined
      const verdict =
        written === undefined
          ? evaluate(guardrail, question)
          : forcedVerdict(guardrail, question, written)
      return { ...verdict, origin }
    })
}
