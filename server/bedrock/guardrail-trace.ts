import { assessment, nativeAssessment } from '../guardrails/assessment.ts'
import type { Guarded } from '../guardrails/guarded.ts'
import { reasonOf } from '../guardrails/verdict.ts'
import type { Target } from '../dialects/dialect.ts'
import { dialectOf } from '../dialects/index.ts'
import type { JsonObject } from '../json.ts'
import type { Reply } from '../neutral/reply.ts'
import type { Call } from './types.ts'

const reasons = ({ input, output }: Guarded): string =>
  // One line where nothing was found, and where no model was asked.
  reasonOf(
    output === undefined || (input.action === 'NONE' && output.action === 'NONE')
      ? [input]
      : [input, output],
  )

/** The member `trace` of Converse; nothing where none is wanted. */
export function converseTrace(to: Target, call: Call): JsonObject {
  const { guarded } = to
  if (guarded?.isTraced !== true) return {}
  const { input, output, original } = guarded
  const { guardrailId } = input.guardrail
  return {
    trace: {
      guardrail: {
        actionReason: reasons(guarded),
        inputAssessment: { [guardrailId]: assessment(input) },
        ...(original !== undefined && { modelOutput: [said(original, to, call)] }),
        ...(output !== undefined && { outputAssessments: { [guardrailId]: [assessment(output)] } }),
      },
    },
  }
}

/** The member `amazon-bedrock-trace` of native bodies. */
export function nativeTrace(guarded: Guarded, to: Target, call: Call): JsonObject {
  if (!guarded.isTraced) return {}
  const { input, output, original } = guarded
  const { guardrailId } = input.guardrail
  return {
    'amazon-bedrock-trace': {
      guardrail: {
        actionReason: reasons(guarded),
        ...(original !== undefined && { modelOutput: [said(original, to, call)] }),
        input: { [guardrailId]: nativeAssessment(input) },
        ...(output !== undefined && { outputs: [{ [guardrailId]: nativeAssessment(output) }] }),
      },
    },
  }
}

/** What the model said: its native body as one text, of streams the text alone. */
function said(original: Reply, to: Target, call: Call): string {
  const { family } = call.model()
  if (original.kind === 'native' && !Array.isArray(original.body))
    return JSON.stringify(original.body)
  if (original.kind !== 'message' || family === undefined) return ''
  if (call.operation.streams === true) return original.content.map(({ text = '' }) => text).join('')
  return JSON.stringify(dialectOf(family.dialect).body(original, to))
}
