import { AwsError } from '../../aws/errors.ts'
import { malformed, violationsOf } from '../../dialects/parts/schema.ts'
import type { MemberSchema } from '../../dialects/parts/schema.ts'
import { enforcedOn } from '../../guardrails/enforced.ts'
import { isObject } from '../../json.ts'
import { GUARDRAIL_CONFIG } from '../guarded-input.ts'
import type { Call } from '../types.ts'

const CONFIG: MemberSchema = {
  type: 'JSONObject',
  properties: {
    [GUARDRAIL_CONFIG]: {
      type: 'JSONObject',
      properties: {
        tagSuffix: { type: 'String', pattern: /^[0-9A-Za-z]{1,20}$/ },
        streamProcessingMode: { type: 'String', enum: ['SYNCHRONOUS', 'ASYNCHRONOUS'] },
      },
      open: true,
    },
  },
  open: true,
}

/**
 * The guardrail of a native request: AWS documents that its two headers and its configuration in the body depend on
 * each other, but not the messages, so most of these are our own.
 */
export function nativeGuardrail(call: Call): AwsError | undefined {
  const { body, input } = call
  const isNamed = isGiven(input['guardrailIdentifier'])
  if (isNamed !== isGiven(input['guardrailVersion']))
    return invalid('The guardrailIdentifier and guardrailVersion must be provided together.')
  if (isNamed && !mayBeJson(input['contentType']))
    return invalid('Guardrail was enabled but input is in incorrect format.')
  if (!isObject(body) || body[GUARDRAIL_CONFIG] === undefined) return undefined
  if (!isNamed && !isEnforced(call))
    return invalid(
      `A guardrailIdentifier must be provided if the request body contains ${GUARDRAIL_CONFIG}.`,
    )
  const violations = violationsOf(body, CONFIG)
  return violations.length === 0 ? undefined : malformed(violations)
}

const invalid = (message: string): AwsError => new AwsError('ValidationException', message)

const isGiven = (header: unknown): boolean => typeof header === 'string' && header !== ''

/** Only a request that says otherwise is not JSON: some SDKs send no type by default, others `application/octet-stream`. */
const mayBeJson = (type: unknown): boolean =>
  typeof type !== 'string' || /^\s*(?:$|application\/(?:json|octet-stream)\b)/i.test(type)

/** Whether the account enforces a guardrail on the model; that one reads tags as well. */
function isEnforced(call: Call): boolean {
  const { foundation, profile, sent } = call.model()
  return enforcedOn([foundation, profile, sent], call.session, call.region) !== undefined
}
