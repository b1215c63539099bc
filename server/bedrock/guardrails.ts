import { bedrockArn } from '../aws/arn.ts'
import { AwsError } from '../aws/errors.ts'
import { timestamp } from '../clock.ts'
import { definedBy } from '../guardrails/definition.ts'
import { storedEnforcement } from '../guardrails/enforced.ts'
import { findGuardrail, guardrailsIn, versionOf } from '../guardrails/lookup.ts'
import type { Guardrail } from '../guardrails/policy.ts'
import { createdGuardrails } from '../guardrails/store.ts'
import type { StoredGuardrail } from '../guardrails/store.ts'
import { given, objectOf } from '../json-fields.ts'
import type { JsonObject } from '../json.ts'
import type { Catalogue } from '../models/models.ts'
import { textMember } from './members.ts'
import { pageOf } from './paging.ts'
import { newResourceId } from './resource.ts'
import { checkCount, readTags, refuseDeclared } from './tags.ts'
import type { Call } from './types.ts'
import { alphabetical } from './wire-order.ts'

/** AWS's default quotas per account and region. */
const MAX_GUARDRAILS = 100
const MAX_VERSIONS = 20

function all({ session, region }: Call): StoredGuardrail[] {
  const known = guardrailsIn(session, region)
  return [...known.created, ...known.declared]
}

function notFound(): AwsError {
  return new AwsError(
    'ResourceNotFoundException',
    'The guardrail identifier or version provided in the request does not exist.',
  )
}

function named({ input, session, region }: Call): StoredGuardrail {
  const guardrail = findGuardrail(textMember(input, 'guardrailIdentifier') ?? '', session, region)
  if (guardrail === undefined) throw notFound()
  return guardrail
}

/** The guardrail that a call changes. */
function changeable(call: Call): StoredGuardrail {
  const guardrail = named(call)
  refuseDeclared(guardrail)
  return guardrail
}

/** Returns 202. Repeating a request with the same client token returns the same guardrail. */
export function createGuardrail(call: Call, { account }: Catalogue): JsonObject {
  const { region, session } = call
  const body = objectOf(call.body)
  const { clientRequestToken: _, ...rest } = body
  const request = JSON.stringify(rest)
  const token = textMember(body, 'clientRequestToken')
  const tags = readTags(body)
  const id = newResourceId()
  const arn = bedrockArn('guardrail', id, region, account)
  const now = timestamp(call.receivedAt)
  const draft: Guardrail = {
    ...definedBy(body, region, account),
    guardrailArn: arn,
    guardrailId: id,
    version: 'DRAFT',
    status: 'READY',
    createdAt: now,
    updatedAt: now,
  }

  const { created: existing, declared } = guardrailsIn(session, region)
  const again = existing.find((one) => token !== undefined && one.token === token)
  if (again?.request === request) return created(again)
  if (again !== undefined) throw reusedToken()
  refuseName([...existing, ...declared], draft.name)
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
  session.get(createdGuardrails).set(id, guardrail)
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

export function getGuardrail(call: Call): JsonObject {
  const version = versionOf(named(call), textMember(call.input, 'guardrailVersion') ?? 'DRAFT')
  if (version === undefined) throw notFound()
  return alphabetical({ ...version }) as unknown as JsonObject
}

/** Without an identifier, AWS lists the draft of every guardrail; with one, all of its versions. */
export function listGuardrails(call: Call): JsonObject {
  const { input } = call
  const listed =
    input['guardrailIdentifier'] === undefined
      ? all(call).map(({ draft }) => draft)
      : versionsOf(named(call))
  const { items, nextToken } = pageOf(
    listed,
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

/** Replaces the whole DRAFT, including members that the request omits. */
export function updateGuardrail(call: Call, { account }: Catalogue): JsonObject {
  const guardrail = changeable(call)
  const { createdAt, guardrailArn, guardrailId } = guardrail.draft
  const updatedAt = timestamp(call.receivedAt)
  const next = definedBy(objectOf(call.body), call.region, account)
  refuseName(
    all(call).filter((one) => one !== guardrail),
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
  const guardrail = changeable(call)
  const { draft, id, versionRequests, versions } = guardrail
  const description = textMember(call.body, 'description')
  const token = textMember(call.body, 'clientRequestToken')
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

function refuseEnforced(
  { id, arn }: StoredGuardrail,
  version: string | undefined,
  { session, region }: Call,
): void {
  const { config } = storedEnforcement(session, region) ?? {}
  if (config === undefined || ![id, arn].includes(config.guardrailIdentifier)) return
  if (version !== undefined && version !== config.guardrailVersion) return
  throw new AwsError(
    'ResourceInUseException',
    `The guardrail ${id} is enforced for this account in version ${config.guardrailVersion} and cannot be deleted.`,
  )
}

/** Deletes one version or, without a version, the guardrail. */
export function deleteGuardrail(call: Call): JsonObject {
  const guardrail = changeable(call)
  const version = textMember(call.input, 'guardrailVersion')
  refuseEnforced(guardrail, version, call)
  if (version === undefined) call.session.get(createdGuardrails).delete(guardrail.id)
  else if (!guardrail.versions.delete(version)) throw notFound()
  return {}
}
