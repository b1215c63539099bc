import { AwsError } from '../aws/errors.ts'
import { dialectOf } from '../dialects/index.ts'
import { isObject } from '../json.ts'
import type { JsonObject } from '../json.ts'
import { parseJson } from '../json.ts'
import { readConverse } from './converse-request.ts'
import type { Prompt } from '../neutral/prompt.ts'
import { countPrompt } from '../tokens/tokens.ts'
import type { Call } from './types.ts'

/** The request to count: a Converse request, or a native body in base64. */
export function read(call: Call): Prompt {
  const input = isObject(call.body) && isObject(call.body['input']) ? call.body['input'] : {}
  const { converse, invokeModel } = input
  if (isObject(converse)) return readConverse(converse)
  const bytes = isObject(invokeModel) ? invokeModel['body'] : undefined
  const body = typeof bytes === 'string' ? parseJson(Buffer.from(bytes, 'base64')) : undefined
  const model = call.model()
  if (body === undefined || model.family === undefined) {
    throw new AwsError(
      'ValidationException',
      'Malformed input request, please reformat your input and try again.',
    )
  }
  return dialectOf(model.family.dialect).read(body, model.foundation ?? model.sent)
}

export function count(call: Call): JsonObject {
  const prompt = call.prompt()
  const { family } = call.model()
  const hasSystem = prompt.kind === 'chat' && prompt.system.length > 0
  const added = hasSystem ? (family?.frame?.countedSystem ?? 0) : 0
  return { inputTokens: countPrompt(prompt, family) + added }
}
