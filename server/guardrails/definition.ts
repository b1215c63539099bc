import { shapeOf } from '../aws/shapes.ts'
import type { Shape } from '../aws/shapes.ts'
import { isObject } from '../json.ts'
import type { Json, JsonObject } from '../json.ts'
import type { Policies } from './policy.ts'

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
export function policiesOf(body: JsonObject): Policies {
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

/** AWS reads back what was written without unknown members, nulls and empty lists; `topicsConfig` becomes `topics`. */
function asRead(shape: Shape, value: Json): Json {
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
