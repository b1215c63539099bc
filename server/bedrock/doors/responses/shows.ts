import { isObject } from '../../../json.ts'
import type { Json } from '../../../json.ts'
import type { Call } from '../../types.ts'
import { isAbsent } from '../openai-faults.ts'
import { formOf } from './form.ts'

const MAX_LENGTH = 16_384

/** A response repeats all of its request but the input. */
export function shows({ body, http }: Call): string | undefined {
  if (!isObject(body) || body['background'] === true || !isAbsent(body['previous_response_id']))
    return undefined
  let text: string = formOf(http.url)
  for (const name in body) if (name !== 'input') text += ` ${name} ${printed(body[name])}`
  return text.length > MAX_LENGTH ? undefined : text
}

/** Most members are words, numbers and switches. No JSON begins with this mark. */
function printed(value: Json | undefined): string {
  if (typeof value === 'string' && WORD.test(value)) return `'${value}`
  return typeof value === 'number' || typeof value === 'boolean'
    ? String(value)
    : JSON.stringify(value)
}

const WORD = /^[A-Za-z][\w.:-]*$/
