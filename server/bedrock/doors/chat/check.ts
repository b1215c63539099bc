import { AwsError } from '../../../aws/errors.ts'
import { isObject } from '../../../json.ts'
import type { Strictness } from '../../strictness.ts'
import type { Call } from '../../types.ts'

/** What Chat Completions refuses. */
export function check(call: Call, _strictness: Strictness): string[] {
  const { body } = call
  if (!isObject(body)) throw invalid('Failed to parse the request body as JSON')
  if (typeof body['model'] !== 'string') throw invalid("Missing required parameter: 'model'.")
  const model = call.model()
  if (model.kind === 'unknown' && model.family === undefined)
    throw new AwsError('ResourceNotFoundException', `The model '${model.sent}' does not exist`)
  return []
}

const invalid = (message: string) => new AwsError('ValidationException', message)
