import { AwsError } from '../../aws/errors.ts'
import type { JsonObject } from '../../json.ts'
import { numberOf, stringOf } from '../../json-fields.ts'

// What OpenAI's own models refuse of a native body. Their server's error comes as it is, JSON in the message.

/** Seen in such a refusal; no list of models has the figure. */
const MAX_TOKENS = 65_536
const EFFORTS = ['low', 'medium', 'high']

export function checkOpenAi(body: JsonObject, model: string): void {
  const fault = modelFault(body, model) ?? tokensFault(body) ?? effortFault(body)
  if (fault === undefined) return
  const error = {
    code: 'validation_error',
    message: fault,
    param: null,
    type: 'invalid_request_error',
  }
  throw new AwsError('ValidationException', JSON.stringify({ error }))
}

/** The body may name the model that the path names, or a profile or ARN of it. */
function modelFault(body: JsonObject, model: string): string | undefined {
  const named = stringOf(body['model'])
  return named === undefined || named.endsWith(model)
    ? undefined
    : `The model '${named}' does not match the model ID '${model}' of the request.`
}

function tokensFault(body: JsonObject): string | undefined {
  for (const name of ['max_completion_tokens', 'max_tokens']) {
    const limit = numberOf(body[name])
    if (limit !== undefined && limit > MAX_TOKENS)
      return `'${name}' (${limit}) exceeds model maximum (${MAX_TOKENS})`
  }
  return undefined
}

function effortFault(body: JsonObject): string | undefined {
  const effort = stringOf(body['reasoning_effort'])
  return effort === undefined || EFFORTS.includes(effort)
    ? undefined
    : `Unsupported value: 'reasoning_effort' does not support '${effort}' with this model. Supported values are: 'low', 'medium', and 'high'.`
}
