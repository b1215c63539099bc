import { callOf } from '../bedrock/call.ts'
import { count } from '../bedrock/count-tokens.ts'
import { operations } from '../bedrock/operations.ts'
import type { Call } from '../bedrock/types.ts'
import { Problem } from '../http/problem.ts'
import { sessionMember } from '../journal/filter-shape.ts'
import type { Json } from '../json.ts'
import { maxTokensOf } from '../models/families.ts'
import { costOfAnswer } from '../renewal/estimate.ts'
import { any, filled, member, number, object, whole } from '../shape/shape.ts'
import type { AdminRoute } from './route.ts'
import { sessionOf } from './sources.ts'

interface Question {
  operation: string
  modelId?: string
  body: Json
}

export const estimateRoutes: readonly AdminRoute[] = [
  {
    method: 'POST',
    path: '/estimate',
    summary: 'Estimates the tokens and the cost of a request in any mode, without sending it',
    query: { session: sessionMember },
    body: object({
      operation: member(filled, 'Converse, InvokeModel ...', 'required'),
      modelId: member(filled, 'The model as sent, unless the body names it.'),
      body: member(any, 'The body as sent.', 'required'),
    }),
    answer: {
      what: 'The estimate; what is unknown is absent.',
      shape: object({
        inputTokens: member(whole(0), 'Tokens of the request, as CountTokens counts.', 'required'),
        outputTokens: member(whole(0), 'The maximum number of tokens in the answer.'),
        cost: member(number, 'US dollars of a call with that many tokens.'),
      }),
    },
    run({ body, session }, admin) {
      const { operation: name, modelId, body: sent } = body as Question
      const operation = operations.find((row) => row.name === name)
      if (operation?.read === undefined || operation.local !== undefined)
        throw new Problem(400, `${JSON.stringify(name)} is not an operation that calls a model.`)
      const call = callOf({
        operation,
        session: sessionOf(admin, session),
        region: admin.config.region,
        raw: Buffer.from(JSON.stringify(sent)),
        input: modelId === undefined ? {} : { modelId },
        catalogue: admin.catalogue,
      })
      if (call.input['modelId'] === undefined)
        throw new Problem(400, 'The request names no model: send modelId.')
      const inputTokens = inputTokensOf(call)
      const outputTokens = maxOutputTokens(call)
      const cost =
        outputTokens === undefined ? undefined : costOfAnswer({ inputTokens, outputTokens }, call)
      return {
        inputTokens,
        ...(outputTokens !== undefined && { outputTokens }),
        ...(cost !== undefined && { cost }),
      }
    },
  },
]

/** Nothing has checked the body, so it may contain anything. */
function inputTokensOf(call: Call): number {
  try {
    const { inputTokens } = count(call)
    if (Number.isFinite(inputTokens)) return Number(inputTokens)
  } catch (thrown) {
    if (!(thrown instanceof TypeError)) throw thrown
  }
  throw new Problem(400, 'The body cannot be read as a request to this model.')
}

/** The limit that the request sets, or its model's. */
function maxOutputTokens(call: Call): number | undefined {
  const prompt = call.prompt()
  if (prompt.kind !== 'chat') return 0
  return prompt.maxTokens ?? maxTokensOf(call.model().foundation ?? '')
}
