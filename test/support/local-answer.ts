import type { Call } from '../../server/bedrock/types.ts'
import { evaluate } from '../../server/guardrails/evaluate.ts'
import { guardrails } from '../../server/guardrails/guardrails.ts'
import type { JsonObject } from '../../server/json.ts'
import { createCatalogue } from '../../server/models/models.ts'

const catalogue = createCatalogue({ account: '123456789012' })

/** The answer of an operation without a model. */
export function localAnswer(call: Call): JsonObject {
  const output = call.operation.local?.(call, catalogue, { ...guardrails, judge: evaluate })
  if (output === undefined || output instanceof Promise)
    throw new Error(`${call.operation.name} does not answer by itself`)
  return output
}
