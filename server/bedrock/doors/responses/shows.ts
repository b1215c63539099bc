import { isObject } from '../../../json.ts'
import type { JsonObject } from '../../../json.ts'
import type { Call } from '../../types.ts'
import { isAbsent } from '../openai-faults.ts'
import { formOf } from './form.ts'

const MAX_LENGTH = 16_384

/** A response repeats all of its request but the input. */
export function shows({ body, http }: Call): string | undefined {
  if (!isObject(body) || body['background'] === true || !isAbsent(body['previous_response_id']))
    return undefined
  const shown: JsonObject = {}
  for (const name in body) if (name !== 'input') shown[name] = body[name] ?? null
  const text = JSON.stringify(shown)
  return text.length > MAX_LENGTH ? undefined : `${formOf(http.url)} ${text}`
}
