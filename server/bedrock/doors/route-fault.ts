import { AwsError } from '../../aws/errors.ts'
import { mantleModel } from '../../models/mantle.ts'
import { refused } from '../checks/catalogue.ts'
import type { Call } from '../types.ts'
import { hostOf } from './host.ts'

/** The models that bedrock-mantle has below `/openai/v1`; it has those of other vendors below `/v1`. */
const BELOW_OPENAI = /^(?:openai\.gpt-[5-9]|xai\.grok-|google\.gemma-4-)/

/** Models that a host rejects by their name and the path, although they are known here. */
export function routeFault(call: Call): AwsError | undefined {
  if (hostOf(call) === 'runtime') return refused(call, true)
  const { sent } = call.model()
  if (mantleModel(sent) === undefined)
    return new AwsError('ResourceNotFoundException', `The model '${sent}' does not exist`)
  const { url } = call.http
  if (url.startsWith('/anthropic/')) return undefined
  return BELOW_OPENAI.test(sent) === url.startsWith('/openai/')
    ? undefined
    : new AwsError('ValidationException', `model \`${sent}\` isn't supported on this route`)
}
