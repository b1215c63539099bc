import { assessment, nativeAssessment } from '../guardrails/assessment.ts'
import { combined } from '../guardrails/combined.ts'
import type { Guarded } from '../guardrails/guarded.ts'
import { reasonOf } from '../guardrails/verdict.ts'
import type { Verdict } from '../guardrails/verdict.ts'
import type { Target } from '../dialects/dialect.ts'
import { dialectOf } from '../dialects/index.ts'
import type { JsonObject } from '../json.ts'
import type { Reply } from '../neutral/reply.ts'
import type { Call } from './types.ts'

function reasons({ input, output }: Guarded): string {
  const inputAction = combined(input).action
  if (output === undefined) return reasonOf(inputAction)
  const answered = combined(output).action
  // A single line if nothing was found.
  return inputAction === 'NONE' && answered === 'NONE'
    ? reasonOf(inputAction)
    : reasonOf(inputAction, answered)
}

const idOf = ({ guardrail }: Verdict) => guardrail.guardrailId

/** By guardrail; each has one assessment, or one for every window of a stream. */
function byGuardrail(verdicts: readonly Verdict[]): JsonObject {
  const assessments: Record<string, JsonObject[]> = {}
  for (const verdict of verdicts) (assessments[idOf(verdict)] ??= []).push(assessment(verdict))
  return assessments
}

/** The member `trace` of Converse, if it is requested. */
export function converseTrace(to: Target, call: Call): JsonObject {
  const { guarded } = to
  if (guarded?.isTraced !== true) return {}
  const { input, output, original } = guarded
  return {
    trace: {
      guardrail: {
        actionReason: reasons(guarded),
        inputAssessment: Object.fromEntries(
          input.map((verdict) => [idOf(verdict), assessment(verdict)]),
        ),
        ...(original !== undefined && { modelOutput: [outputText(original, to, call)] }),
        ...(output !== undefined && { outputAssessments: byGuardrail(output) }),
      },
    },
  }
}

/** The member `amazon-bedrock-trace` of native bodies. */
export function nativeTrace(guarded: Guarded, to: Target, call: Call): JsonObject {
  if (!guarded.isTraced) return {}
  const { input, output, original } = guarded
  return {
    'amazon-bedrock-trace': {
      guardrail: {
        actionReason: reasons(guarded),
        ...(original !== undefined && { modelOutput: [outputText(original, to, call)] }),
        input: Object.fromEntries(
          input.map((verdict) => [idOf(verdict), nativeAssessment(verdict)]),
        ),
        ...(output !== undefined && { outputs: windows(output) }),
      },
    },
  }
}

/** One map of assessments for each window of a stream; a whole answer has one. */
function windows(output: readonly Verdict[]): JsonObject[] {
  const maps: JsonObject[] = []
  for (const verdict of output) {
    const id = idOf(verdict)
    const last = maps.at(-1)
    if (last === undefined || id in last) maps.push({ [id]: nativeAssessment(verdict) })
    else last[id] = nativeAssessment(verdict)
  }
  return maps
}

/** The model's output: its native body as one text, with the ids of the answer; for streams, only the text. */
function outputText(original: Reply, to: Target, call: Call): string {
  const { family } = call.model()
  if (original.kind === 'native' && !Array.isArray(original.body))
    return JSON.stringify(original.body)
  if (original.kind !== 'message' || family === undefined) return ''
  if (call.operation.streams === true) return original.content.map(({ text = '' }) => text).join('')
  return JSON.stringify(dialectOf(family.dialect).body(original, to.again()))
}
