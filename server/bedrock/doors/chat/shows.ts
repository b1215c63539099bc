import { isObject } from '../../../json.ts'
import type { Call } from '../../types.ts'
import { hostOf } from '../host.ts'

/** Most requests ask for nothing that the answer repeats but the model. */
export function shows(call: Call): string | undefined {
  const { body } = call
  if (!isObject(body)) return undefined
  const { model, n, reasoning_effort: effort, service_tier: tier, stream_options: options } = body
  if (typeof model !== 'string' || n !== undefined || tier !== undefined) return undefined
  const counts = isObject(options) && options['include_usage'] === true
  const thinks = effort === 'high' ? ' high' : ''
  return `${hostOf(call)} ${model}${counts ? ' usage' : ''}${thinks}`
}
