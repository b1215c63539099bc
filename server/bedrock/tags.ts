import { isArn, parseArn } from '../aws/arn.ts'
import { AwsError } from '../aws/errors.ts'
import { isObject } from '../json.ts'
import type { Json, JsonObject } from '../json.ts'
import { applicationProfiles } from '../models/application-profiles.ts'
import type { ApplicationProfile } from '../models/application-profiles.ts'
import { textOf } from './members.ts'
import type { Call } from './types.ts'

/** What AWS allows on one resource. */
const MAX_TAGS = 50

/** The tags of a request's `tags` member. The same key twice, or one of AWS's own, is refused. */
export function readTags(body: Json | undefined): Map<string, string> {
  const list = isObject(body) && Array.isArray(body['tags']) ? body['tags'] : []
  const tags = new Map<string, string>()
  for (const tag of list) {
    const key = textOf(tag, 'key') ?? ''
    if (tags.has(key)) {
      throw new AwsError('ValidationException', `Duplicate tag keys found: ${key}`)
    }
    if (key.toLowerCase().startsWith('aws:')) {
      throw new AwsError('ValidationException', 'Tag keys that start with aws: are reserved.')
    }
    tags.set(key, textOf(tag, 'value') ?? '')
  }
  return tags
}

/** Refuses more tags than a resource may have. */
export function checkCount(tags: ReadonlyMap<string, string>, resourceName: string): void {
  if (tags.size <= MAX_TAGS) return
  throw new AwsError(
    'TooManyTagsException',
    `The request contains more tags than can be associated with a resource (${MAX_TAGS} tags per resource).`,
    { members: { resourceName } },
  )
}

/** Nothing that can be tagged lives here but application profiles. */
function tagged({ body, region, session }: Call): ApplicationProfile {
  const sent = textOf(body, 'resourceARN') ?? ''
  const arn = isArn(sent) ? parseArn(sent) : undefined
  const id = arn?.type === 'application-inference-profile' ? arn.id : ''
  const profile = session.get(applicationProfiles).get(id)
  if (profile?.region !== region || arn?.region !== region) {
    throw new AwsError('ResourceNotFoundException', `The resource ${sent} was not found.`)
  }
  return profile
}

export function listTagsForResource(call: Call): JsonObject {
  const { tags } = tagged(call)
  return { tags: [...tags].map(([key, value]) => ({ key, value })) }
}

export function tagResource(call: Call): JsonObject {
  const profile = tagged(call)
  const tags = new Map([...profile.tags, ...readTags(call.body)])
  checkCount(tags, profile.arn)
  profile.tags = tags
  return {}
}

export function untagResource(call: Call): JsonObject {
  const profile = tagged(call)
  const keys = isObject(call.body) ? call.body['tagKeys'] : undefined
  for (const key of Array.isArray(keys) ? keys : []) {
    if (typeof key === 'string') profile.tags.delete(key)
  }
  return {}
}
