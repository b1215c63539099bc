import { bedrockArn, isArn, parseArn } from '../aws/arn.ts'
import { AwsError } from '../aws/errors.ts'
import { timestamp } from '../clock.ts'
import { isObject } from '../json.ts'
import type { JsonObject } from '../json.ts'
import { applicationProfiles } from '../models/application-profiles.ts'
import type { ApplicationProfile } from '../models/application-profiles.ts'
import type { ProfileSummary } from '../models/geography.ts'
import { textMember } from './members.ts'
import type { Catalogue } from '../models/models.ts'
import { pageOf } from './paging.ts'
import { newResourceId } from './resource.ts'
import { checkCount, readTags } from './tags.ts'
import type { Call } from './types.ts'

/** AWS's default quota per account and region. */
const MAX_PROFILES = 1000

function mine({ session, region }: Call): ApplicationProfile[] {
  return [...session.get(applicationProfiles).values()].filter(
    (profile) => profile.region === region,
  )
}

function summary(profile: ApplicationProfile): ProfileSummary {
  return {
    createdAt: profile.createdAt,
    ...(profile.description !== undefined && { description: profile.description }),
    inferenceProfileArn: profile.arn,
    inferenceProfileId: profile.id,
    inferenceProfileName: profile.name,
    models: profile.modelArns.map((modelArn) => ({ modelArn })),
    status: 'ACTIVE',
    type: 'APPLICATION',
    updatedAt: profile.createdAt,
  }
}

/** Without `type`, AWS only lists system profiles. */
export function listInferenceProfiles(call: Call, catalogue: Catalogue): JsonObject {
  const { input, region } = call
  const application = textMember(input, 'typeEquals') === 'APPLICATION'
  const all = application ? mine(call).map(summary) : catalogue.profiles(region)
  const { items, nextToken } = pageOf(all, input, ({ inferenceProfileId }) => inferenceProfileId)
  return { inferenceProfileSummaries: items, ...(nextToken !== undefined && { nextToken }) }
}

/** Finds a profile by id or ARN. The whole of it differs from a summary in its explicit nulls. */
export function getInferenceProfile(call: Call, catalogue: Catalogue): JsonObject {
  const sent = textMember(call.input, 'inferenceProfileIdentifier') ?? ''
  const profile = find(sent, call, catalogue)
  if (profile === undefined) throw notFound(sent)
  const { createdAt, description = null, status, type, updatedAt, ...named } = profile
  return { createdAt, description, ...named, status, toolboxArn: null, type, updatedAt }
}

function notFound(sent: string): AwsError {
  return new AwsError('ResourceNotFoundException', `The inference profile ${sent} was not found.`)
}

function find(sent: string, call: Call, catalogue: Catalogue): ProfileSummary | undefined {
  const arn = isArn(sent) ? parseArn(sent) : undefined
  if (isArn(sent) && arn?.region !== call.region) return undefined
  const id = arn?.id ?? sent
  const application =
    arn?.type === 'inference-profile' ? undefined : mine(call).find((one) => one.id === id)
  if (application !== undefined) return summary(application)
  if (arn?.type === 'application-inference-profile') return undefined
  return catalogue.profiles(call.region).find((profile) => profile.inferenceProfileId === id)
}

/** Returns 201. Repeating a request with the same client token returns the same profile. */
export function createInferenceProfile(call: Call, catalogue: Catalogue): JsonObject {
  const { body, region, session } = call
  const name = textMember(body, 'inferenceProfileName') ?? ''
  const description = textMember(body, 'description')
  const token = textMember(body, 'clientRequestToken')
  const source = isObject(body) ? body['modelSource'] : undefined
  const copyFrom = textMember(source, 'copyFrom') ?? ''
  const tags = readTags(body)

  const existing = mine(call)
  const again = existing.find((profile) => token !== undefined && profile.token === token)
  if (again?.name === name && again.copyFrom === copyFrom) return created(again)
  refuseSecond(existing, name, again)

  const id = newResourceId()
  const arn = bedrockArn('application-inference-profile', id, region, catalogue.account)
  checkCount(tags, arn)
  const profile: ApplicationProfile = {
    id,
    arn,
    region,
    name,
    ...(description !== undefined && { description }),
    copyFrom,
    ...copied(copyFrom, call, catalogue),
    createdAt: timestamp(call.receivedAt),
    ...(token !== undefined && { token }),
    tags,
  }
  session.get(applicationProfiles).set(id, profile)
  return created(profile)
}

function refuseSecond(
  existing: readonly ApplicationProfile[],
  name: string,
  again: ApplicationProfile | undefined,
): void {
  if (again !== undefined) {
    throw new AwsError(
      'ConflictException',
      'The provided clientRequestToken was used before with a different request.',
    )
  }
  if (existing.some((profile) => profile.name === name)) {
    throw new AwsError('ConflictException', `An inference profile named ${name} already exists.`)
  }
  if (existing.length >= MAX_PROFILES) {
    throw new AwsError(
      'ServiceQuotaExceededException',
      `You have reached the limit of ${MAX_PROFILES} inference profiles for this account.`,
    )
  }
}

function created({ arn }: ApplicationProfile): JsonObject {
  return { inferenceProfileArn: arn, status: 'ACTIVE' }
}

/** The models of the source: those of a system profile, or one foundation model in this region. */
function copied(
  copyFrom: string,
  { region, session }: Call,
  catalogue: Catalogue,
): Pick<ApplicationProfile, 'foundation' | 'modelArns'> {
  const { kind, foundation, profile } = catalogue.resolve(copyFrom, region, session)
  if (foundation === undefined || (kind !== 'foundation' && kind !== 'profile')) {
    throw new AwsError('ResourceNotFoundException', `The model source ${copyFrom} was not found.`)
  }
  const system = catalogue.profiles(region).find((one) => one.inferenceProfileId === profile)
  const here = [bedrockArn('foundation-model', foundation, region)]
  return { foundation, modelArns: system?.models.map(({ modelArn }) => modelArn) ?? here }
}

export function deleteInferenceProfile(call: Call, catalogue: Catalogue): JsonObject {
  const sent = textMember(call.input, 'inferenceProfileIdentifier') ?? ''
  const profile = find(sent, call, catalogue)
  if (profile === undefined) throw notFound(sent)
  if (profile.type !== 'APPLICATION') {
    throw new AwsError(
      'ValidationException',
      'A system-defined inference profile cannot be deleted.',
    )
  }
  call.session.get(applicationProfiles).delete(profile.inferenceProfileId)
  return {}
}
