import { isArn, parseArn } from '../aws/arn.ts'
import type { Arn } from '../aws/arn.ts'
import { AwsError } from '../aws/errors.ts'
import { findGuardrail } from '../guardrails/lookup.ts'
import { isObject } from '../json.ts'
import type { Json, JsonObject } from '../json.ts'
import { applicationProfiles } from '../models/application-profiles.ts'
import type { Session } from '../sessions.ts'
import { textMember } from './members.ts'
import type { Call } from './types.ts'

/** AWS's limit per resource. */
const MAX_TAGS = 50

/** The tags of a request's `tags` member. Rejects duplicate keys, and keys reserved by AWS. */
export function readTags(body: Json | undefined): Map<string, string> {
  const list = isObject(body) && Array.isArray(body['tags']) ? body['tags'] : []
  const tags = new Map<string, string>()
  for (const tag of list) {
    const key = textMember(tag, 'key') ?? ''
    if (tags.has(key)) {
      throw new AwsError('ValidationException', `Duplicate tag keys found: ${key}`)
    }
    if (key.toLowerCase().startsWith('aws:')) {
      throw new AwsError('ValidationException', 'Tag keys that start with aws: are reserved.')
    }
    tags.set(key, textMember(tag, 'value') ?? '')
  }
  return tags
}

/** Throws if there are more tags than a resource may have. */
export function checkCount(tags: ReadonlyMap<string, string>, resourceName: string): void {
  if (tags.size <= MAX_TAGS) return
  throw new AwsError(
    'TooManyTagsException',
    `The request contains more tags than can be associated with a resource (${MAX_TAGS} tags per resource).`,
    { members: { resourceName } },
  )
}

interface Tagged {
  arn: string
  /** The place in the config or file that declares it. */
  declaredIn?: string
  region: string
  tags: Map<string, string>
}

/** Taggable resources, by their type in the ARN. */
const TAGGED: Readonly<Record<string, (arn: Arn, session: Session) => Tagged | undefined>> = {
  'application-inference-profile': ({ id }, session) => session.get(applicationProfiles).get(id),
  guardrail: ({ id, region }, session) => findGuardrail(id, session, region),
}

function tagged({ body, region, session }: Call): Tagged {
  const sent = textMember(body, 'resourceARN') ?? ''
  const arn = isArn(sent) ? parseArn(sent) : undefined
  const resource =
    arn !== undefined && Object.hasOwn(TAGGED, arn.type)
      ? TAGGED[arn.type]?.(arn, session)
      : undefined
  if (resource?.region !== region || arn?.region !== region) {
    throw new AwsError('ResourceNotFoundException', `The resource ${sent} was not found.`)
  }
  return resource
}

/** Rejects changes to what the config or a file declares. */
export function refuseDeclared({ arn, declaredIn }: Tagged): void {
  if (declaredIn === undefined) return
  throw new AwsError(
    'ConflictException',
    `${arn} is declared in ${declaredIn} and can only be changed there.`,
  )
}

function changeable(call: Call): Tagged {
  const resource = tagged(call)
  refuseDeclared(resource)
  return resource
}

export function listTagsForResource(call: Call): JsonObject {
  const { tags } = tagged(call)
  return { tags: [...tags].map(([key, value]) => ({ key, value })) }
}

export function tagResource(call: Call): JsonObject {
  const resource = changeable(call)
  const tags = new Map([...resource.tags, ...readTags(call.body)])
  checkCount(tags, resource.arn)
  resource.tags = tags
  return {}
}

export function untagResource(call: Call): JsonObject {
  const resource = changeable(call)
  const keys = isObject(call.body) ? call.body['tagKeys'] : undefined
  for (const key of Array.isArray(keys) ? keys : []) {
    if (typeof key === 'string') resource.tags.delete(key)
  }
  return {}
}
