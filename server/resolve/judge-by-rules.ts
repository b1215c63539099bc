import { evaluate } from '../guardrails/evaluate.ts'
import { forcedVerdict } from '../guardrails/forced.ts'
import type { Guardrail } from '../guardrails/policy.ts'
import type { Question, Verdict } from '../guardrails/verdict.ts'
import type { WrittenVerdicts } from '../guardrails/written-verdicts.ts'

export const judgeByRules = (
  guardrail: Guardrail,
  question: Question,
  written: WrittenVerdicts['input'],
): Verdict =>
  written === undefined
    ? evaluate(guardrail, question)
    : forcedVerdict(guardrail, question, written)
