import { bedrockArn, formatArn, isArn, parseArn } from '../aws/arn.ts'
import { AwsError } from '../aws/errors.ts'
import { partitionOf } from '../aws/region.ts'
import { shapeOf } from '../aws/shapes.ts'
import type { AwsShape } from '../aws/shapes.ts'
import { isObject } from '../json.ts'
import type { Json, JsonObject } from '../json.ts'
import { given, objectOf, stringOf } from '../json-fields.ts'
import { refusalOf } from './check.ts'
import type { Guardrail, GuardrailPolicies } from './policy.ts'

const POLICIES = [
  'topicPolicyConfig',
  'contentPolicyConfig',
  'wordPolicyConfig',
  'sensitiveInformationPolicyConfig',
  'contextualGroundingPolicyConfig',
  'automatedReasoningPolicyConfig',
]

const REQUEST = shapeOf('CreateGuardrailRequest')

/** The policies of a valid CreateGuardrail body. A policy without any entry is left out. */
export function definedPolicies(body: JsonObject): GuardrailPolicies {
  const policies: JsonObject = {}
  for (const name of POLICIES) {
    const shape = REQUEST.members.get(name)
    const value = body[name]
    if (shape === undefined || !isObject(value)) continue
    const policy = asRead(shape, value)
    if (isObject(policy) && Object.keys(policy).length > 0) policies[withoutConfig(name)] = policy
  }
  return policies
}

/** AWS returns what was written without unknown members, nulls and empty lists; `topicsConfig` becomes `topics`. */
function asRead(shape: AwsShape, value: Json): Json {
  if (Array.isArray(value)) {
    const { element } = shape
    return element === undefined ? value : value.map((item) => asRead(element, item))
  }
  if (!isObject(value)) return value
  const read: JsonObject = {}
  for (const [name, member] of shape.members) {
    const inner = value[name] ?? null
    if (inner === null || (Array.isArray(inner) && inner.length === 0)) continue
    read[withoutConfig(name)] = asRead(member, inner)
  }
  return read
}

const withoutConfig = (name: string): string => name.replace(/Config$/, '')

type Defined = Omit<
  Guardrail,
  'guardrailArn' | 'guardrailId' | 'version' | 'status' | 'createdAt' | 'updatedAt'
>

/**
 * The definition in the body of CreateGuardrail or UpdateGuardrail. Throws the service's error if it is invalid. `only`
 * is the region of the guardrail; without it, every guardrail profile is accepted.
 */
export function definedBy(
  body: JsonObject,
  only: string | undefined,
  account: string,
  region = only ?? 'us-east-1',
): Defined {
  const sent = stringOf(objectOf(body['crossRegionConfig'])['guardrailProfileIdentifier'])
  const profile = sent === undefined ? undefined : (parseArn(sent)?.id ?? sent)
  const policies = definedPolicies(body)
  const refusal = refusalOf({ policies, ...given({ profile, region: only }) })
  if (refusal !== undefined) throw new AwsError('ValidationException', refusal)
  const key = stringOf(body['kmsKeyId'])
  return {
    name: stringOf(body['name']) ?? '',
    ...given({ description: stringOf(body['description']) }),
    ...policies,
    blockedInputMessaging: stringOf(body['blockedInputMessaging']) ?? '',
    blockedOutputsMessaging: stringOf(body['blockedOutputsMessaging']) ?? '',
    ...(profile !== undefined && {
      crossRegionDetails: {
        guardrailProfileArn: bedrockArn('guardrail-profile', profile, region, account),
        guardrailProfileId: profile,
      },
    }),
    ...(key !== undefined && { kmsKeyArn: keyArn(key, region, account) }),
  }
}

function keyArn(key: string, region: string, account: string): string {
  if (isArn(key)) return key
  const [type, id] = key.startsWith('alias/') ? ['', key] : ['key', key]
  return formatArn({ partition: partitionOf(region), service: 'kms', region, account, type, id })
}
