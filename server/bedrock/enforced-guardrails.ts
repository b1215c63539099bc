import { AwsError } from '../aws/errors.ts'
import { formatArn } from '../aws/arn.ts'
import { partitionOf } from '../aws/region.ts'
import { timestamp } from '../clock.ts'
import { enforcedConfigs, storedEnforcement } from '../guardrails/enforced.ts'
import type { EnforcedConfig, StoredEnforcement } from '../guardrails/enforced.ts'
import { findGuardrail, versionOf } from '../guardrails/lookup.ts'
import { given, objectOf } from '../json-fields.ts'
import type { JsonObject } from '../json.ts'
import type { Catalogue } from '../models/models.ts'
import { textMember } from './members.ts'
import { newResourceId } from './resource.ts'
import type { Call } from './types.ts'

/** The identity that changed the configuration: callers have none here. */
const rootOf = (region: string, account: string) =>
  formatArn({
    partition: partitionOf(region),
    service: 'iam',
    region: '',
    account,
    type: '',
    id: 'root',
  })

function notFound(configId: string): AwsError {
  return new AwsError(
    'ResourceNotFoundException',
    `The enforced guardrail configuration ${configId} was not found.`,
  )
}

export function putEnforcedGuardrailConfiguration(call: Call, { account }: Catalogue): JsonObject {
  const { body, region, session } = call
  // The shape of the request was checked.
  const config = objectOf(objectOf(body)['guardrailInferenceConfig']) as JsonObject & EnforcedConfig
  const guardrail = findGuardrail(config.guardrailIdentifier, session, region)
  if (guardrail === undefined || versionOf(guardrail, config.guardrailVersion) === undefined) {
    throw new AwsError(
      'ResourceNotFoundException',
      'The guardrail identifier or version provided in the request does not exist.',
    )
  }
  const known = session.get(enforcedConfigs).get(region)
  const sent = textMember(body, 'configId')
  if (sent !== undefined && sent !== known?.configId) throw notFound(sent)
  if (sent === undefined && known !== undefined) {
    throw new AwsError(
      'ConflictException',
      `The account already enforces a guardrail in this Region; to change it, send its configId, ${known.configId}.`,
    )
  }
  const updatedAt = timestamp(call.receivedAt)
  const stored: StoredEnforcement = {
    configId: known?.configId ?? newResourceId(),
    config,
    createdAt: known?.createdAt ?? updatedAt,
    updatedAt,
  }
  session.get(enforcedConfigs).set(region, stored)
  return { configId: stored.configId, updatedAt, updatedBy: rootOf(region, account) }
}

export function listEnforcedGuardrailsConfiguration(
  { region, session }: Call,
  { account }: Catalogue,
): JsonObject {
  const stored = storedEnforcement(session, region)
  if (stored === undefined) return { guardrailsConfig: [] }
  const { config, configId, createdAt, updatedAt } = stored
  const by = rootOf(region, account)
  const guardrail = findGuardrail(config.guardrailIdentifier, session, region)
  const configuration = {
    configId,
    createdAt,
    createdBy: by,
    ...given({ guardrailArn: guardrail?.arn, guardrailId: guardrail?.id }),
    guardrailVersion: config.guardrailVersion,
    ...given({ modelEnforcement: config.modelEnforcement }),
    owner: 'ACCOUNT',
    ...given({ selectiveContentGuarding: config.selectiveContentGuarding }),
    updatedAt,
    updatedBy: by,
  }
  return { guardrailsConfig: [configuration] }
}

export function deleteEnforcedGuardrailConfiguration({ input, region, session }: Call): JsonObject {
  const configId = textMember(input, 'configId') ?? ''
  const configs = session.get(enforcedConfigs)
  if (configs.get(region)?.configId !== configId) throw notFound(configId)
  configs.delete(region)
  return {}
}
