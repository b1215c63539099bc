import { bedrockArn, formatArn, isArn, parseArn } from '../aws/arn.ts'
import { AwsError } from '../aws/errors.ts'
import { partitionOf } from '../aws/region.ts'
import { refusalOf } from '../guardrails/check.ts'
import { policiesOf } from '../guardrails/definition.ts'
import { findGuardrail, versionOf } from '../guardrails/find.ts'
import type { Guardrail } from '../guardrails/policy.ts'
import { guardrails } from '../guardrails/store.ts'
import type { StoredGuardrail } from '../guardrails/store.ts'
import { given, objectOf } from '../json-fields.ts'
import type { JsonObject } from '../json.ts'
import type { Catalogue } from '../models/models.ts'
import { textOf } from './members.ts'
import { pageOf } from './paging.ts'
import { newResourceId, timestamp } from './resource.ts'
import { checkCount, readTags } from './tags.ts'
import type { Call } from './types.ts'
import { alphabetical } from './wire-order.ts'

/** AWS's default quotas for one account and region. */
const MAX_GUARDRAILS = 100
const MAX_VERSIONS = 20

function mine({ session, region }: Call): StoredGuardrail[] {
  return [...session.get(guardrails).values()].filter((one) => one.region === region)
}

function notFound(): AwsError {
  return new AwsError(
    'ResourceNotFoundException',
    'The guardrail identifier or version provided in the request does not exist.',
  )
}

function named({ input, session, region }: Call): StoredGuardrail {
  const found = findGuardrail(textOf(input, 'guardrailIdentifier') ?? '', session, region)
  if (found === undefined) throw notFound()
  return found
}

/** Answers 202. The same request sent again with the same token answers the same. */
export function createGuardrail(call: Call, { account }: Catalogue): JsonObject {
  const { region, session } = call
  const body = objectOf(call.body)
  const { clientRequestToken: _, ...rest } = body
  const request = JSON.stringify(rest)
  const token = textOf(body, 'clientRequestToken')
  const tags = readTags(body)
  const id = newResourceId()
  const arn = bedrockArn('guardrail', id, region, account)
  const now = timestamp(call.receivedAt)
  const draft: Guardrail = {
    ...defined(body, region, account),
    guardrailArn: arn,
    guardrailId: id,
    version: 'DRAFT',
    status: 'READY',
    createdAt: now,
    updatedAt: now,
  }

  const existing = mine(call)
  const again = existing.find((one) => token !== undefined && one.token === token)
  if (again?.request === request) return created(again)
  if (again !== undefined) throw reusedToken()
  refuseName(existing, draft.name)
  if (existing.length >= MAX_GUARDRAILS) {
    throw new AwsError(
      'ServiceQuotaExceededException',
      `You have reached the limit of ${MAX_GUARDRAILS} guardrails for this account.`,
    )
  }
  checkCount(tags, arn)
  const guardrail: StoredGuardrail = {
    id,
    arn,
    region,
    draft,
    versions: new Map(),
    lastVersion: 0,
    tags,
    ...(token !== undefined && { token }),
    request,
    versionRequests: new Map(),
  }
  session.get(guardrails).set(id, guardrail)
  return created(guardrail)
}

function created({ draft }: StoredGuardrail): JsonObject {
  const { createdAt, guardrailArn, guardrailId } = draft
  return { createdAt, guardrailArn, guardrailId, version: 'DRAFT' }
}

function refuseName(others: readonly StoredGuardrail[], name: string): void {
  if (others.every(({ draft }) => draft.name !== name)) return
  throw new AwsError(
    'ConflictException',
    'Another guardrail in your account already has this name.',
  )
}

function reusedToken(): AwsError {
  return new AwsError(
    'ConflictException',
    'The provided clientRequestToken was used before with a different request.',
  )
}

type Defined = Omit<
  Guardrail,
  'guardrailArn' | 'guardrailId' | 'version' | 'status' | 'createdAt' | 'updatedAt'
>

/** What the body of CreateGuardrail and UpdateGuardrail defines. */
function defined(body: JsonObject, region: string, account: string): Defined {
  const sent = textOf(body['crossRegionConfig'], 'guardrailProfileIdentifier')
  const profile = sent === undefined ? undefined : (parseArn(sent)?.id ?? sent)
  const policies = policiesOf(body)
  const refusal = refusalOf({ policies, region, ...(profile !== undefined && { profile }) })
  if (refusal !== undefined) throw new AwsError('ValidationException', refusal)
  const key = textOf(body, 'kmsKeyId')
  return {
    name: textOf(body, 'name') ?? '',
    ...given({ description: textOf(body, 'description') }),
    ...policies,
    blockedInputMessaging: textOf(body, 'blockedInputMessaging') ?? '',
    blockedOutputsMessaging: textOf(body, 'blockedOutputsMessaging') ?? '',
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
  return formatArn({
    partition: partitionOf(region),
    service: 'kms',
    region,
    account,
    type,
    id,
  })
}

export function getGuardrail(call: Call): JsonObject {
  const version = versionOf(named(call), textOf(call.input, 'guardrailVersion') ?? 'DRAFT')
  if (version === undefined) throw notFound()
  return alphabetical({ ...version }) as unknown as JsonObject
}

/** Without an identifier AWS lists the draft of every guardrail, with one all versions of it. */
export function listGuardrails(call: Call): JsonObject {
  const { input } = call
  const all =
    input['guardrailIdentifier'] === undefined
      ? mine(call).map(({ draft }) => draft)
      : versionsOf(named(call))
  const { items, nextToken } = pageOf(
    all,
    input,
    ({ guardrailId, version }) => `${guardrailId}:${version}`,
  )
  return { guardrails: items.map(summary), ...(nextToken !== undefined && { nextToken }) }
}

const versionsOf = ({ draft, versions }: StoredGuardrail): Guardrail[] => [
  draft,
  ...versions.values(),
]

function summary(guardrail: Guardrail): JsonObject {
  const { crossRegionDetails, description, name, status, version } = guardrail
  return {
    arn: guardrail.guardrailArn,
    createdAt: guardrail.createdAt,
    ...given({ crossRegionDetails, description }),
    id: guardrail.guardrailId,
    name,
    status,
    updatedAt: guardrail.updatedAt,
    version,
  }
}

/** Replaces the whole of DRAFT; what the request leaves out is gone. */
export function updateGuardrail(call: Call, { account }: Catalogue): JsonObject {
  const guardrail = named(call)
  const { createdAt, guardrailArn, guardrailId } = guardrail.draft
  const updatedAt = timestamp(call.receivedAt)
  const next = defined(objectOf(call.body), call.region, account)
  refuseName(
    mine(call).filter((one) => one !== guardrail),
    next.name,
  )
  guardrail.draft = {
    ...next,
    guardrailArn,
    guardrailId,
    version: 'DRAFT',
    status: 'READY',
    createdAt,
    updatedAt,
  }
  return { guardrailArn, guardrailId, updatedAt, version: 'DRAFT' }
}

/** Freezes DRAFT under the next number. */
export function createGuardrailVersion(call: Call): JsonObject {
  const guardrail = named(call)
  const { draft, id, versionRequests, versions } = guardrail
  const description = textOf(call.body, 'description')
  const token = textOf(call.body, 'clientRequestToken')
  const again = token === undefined ? undefined : versionRequests.get(token)
  if (again !== undefined) {
    if (again.description !== description) throw reusedToken()
    return { guardrailId: id, version: again.version }
  }
  if (versions.size >= MAX_VERSIONS) {
    throw new AwsError(
      'ServiceQuotaExceededException',
      `You have reached the limit of ${MAX_VERSIONS} versions for this guardrail.`,
    )
  }
  guardrail.lastVersion += 1
  const version = String(guardrail.lastVersion)
  const now = timestamp(call.receivedAt)
  const { description: _, ...copied } = structuredClone(draft)
  versions.set(version, {
    ...copied,
    ...given({ description }),
    version,
    createdAt: now,
    updatedAt: now,
  })
  if (token !== undefined) versionRequests.set(token, { version, ...given({ description }) })
  return { guardrailId: id, version }
}

/** Deletes one version or, without a version, the guardrail. */
export function deleteGuardrail(call: Call): JsonObject {
  const guardrail = named(call)
  const version = textOf(call.input, 'guardrailVersion')
  if (version === undefined) call.session.get(guardrails).delete(guardrail.id)
  else if (!guardrail.versions.delete(version)) throw notFound()
  return {}
}
