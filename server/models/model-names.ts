import { isArn, parseArn } from '../aws/arn.ts'
import type { Arn } from '../aws/arn.ts'
import type { Session } from '../sessions.ts'
import { applicationProfiles } from './application-profiles.ts'
import { entryOf, listedIn } from './entries.ts'
import type { ModelRow } from './entries.ts'
import { families, familyOf, familyOfNew } from './families.ts'
import { hasPrefix, profileParts } from './geography.ts'
import type { ModelOverride } from './overrides.ts'
import type { Model } from './model.ts'
import type { Family } from './family.ts'

/** The models of a catalogue and their overrides in the config. */
export interface KnownModels {
  rows: ReadonlyMap<string, ModelRow>
  overrides: ReadonlyMap<string, ModelOverride>
}

/** Maps ARN resource types to kinds, except models and system profiles. */
const KINDS: ReadonlyMap<string, Model['kind']> = new Map([
  ['application-inference-profile', 'application-profile'],
  ['provisioned-model', 'provisioned'],
  ['provisioned-model-v2', 'provisioned'],
  ['custom-model', 'custom'],
  ['custom-model-deployment', 'deployment'],
  ['imported-model', 'imported'],
  ['prompt', 'prompt'],
  ['prompt-router', 'router'],
  ['default-prompt-router', 'router'],
])

const APPLICATION_ID = /^[a-z0-9]{12}$/

/** Resolves an id or ARN independently of sessions. */
export function understand(sent: string, region: string, known: KnownModels): Model {
  if (isArn(sent)) return ofArn(sent, region, known)
  if (profileParts(sent) !== undefined) return ofProfile(sent, sent, region, known)
  return ofFoundation(sent, sent, region, known)
}

/** Resolves an id or ARN, including application profiles created in the session. */
export function ofSession(
  model: Model,
  region: string,
  session: Session,
  known: KnownModels,
): Model {
  const { sent, kind, resource } = model
  const arn = kind === 'application-profile'
  if (!arn && (kind !== 'unknown' || !APPLICATION_ID.test(sent))) return model
  const id = arn ? resource.slice(resource.indexOf('/') + 1) : sent
  const profile = session.get(applicationProfiles).get(id)
  if (profile?.region !== region) return model
  return {
    sent,
    resource: `application-inference-profile/${id}`,
    kind: 'application-profile',
    ...factsOf(profile.foundation, region, known),
  }
}

type Facts = Pick<
  Model,
  'foundation' | 'family' | 'entry' | 'retired' | 'unlisted' | 'access' | 'lifecycle' | 'notReady'
>

/** Resolves a foundation model; undefined for unrecognized ids. */
function factsOf(
  id: string,
  region: string,
  { rows, overrides }: KnownModels,
  familyOfUnlisted = familyOfNew,
): Facts | undefined {
  const row = rows.get(id)
  const override = overrides.get(id)
  const family = named(override?.family) ?? (row ? familyOf(id) : familyOfUnlisted(id))
  if (row === undefined && family === undefined) return undefined
  // Unlisted models may be newer than the catalogue, unless the config excludes the region.
  if (override?.regions?.includes(region) === false) return undefined
  const notReady = override?.notReady
  const isListedHere = row !== undefined && (row.retired === true || listedIn(row, region))
  return {
    foundation: id,
    ...(family && { family }),
    ...(row && { entry: entryOf(row, region) }),
    ...(row?.retired === true && { retired: true }),
    ...(!isListedHere && { unlisted: true }),
    ...(override?.access && { access: override.access }),
    ...(override?.lifecycle && { lifecycle: override.lifecycle }),
    ...(notReady !== undefined && notReady !== false && { notReady }),
  }
}

function named(family: string | undefined): Family | undefined {
  return family === undefined ? undefined : families.find(({ name }) => name === family)
}

function ofFoundation(sent: string, id: string, region: string, known: KnownModels): Model {
  const facts = factsOf(id, region, known)
  return { sent, resource: id, kind: facts ? 'foundation' : 'unknown', ...facts }
}

/** AWS treats `eu.` in us-east-1 like an id that does not exist. */
function ofProfile(sent: string, id: string, region: string, known: KnownModels): Model {
  const parts = profileParts(id)
  if (parts === undefined) return { sent, resource: id, kind: 'unknown' }
  const facts = factsOf(parts.foundation, region, known)
  if (facts === undefined || !hasPrefix(region, parts.prefix))
    return { sent, resource: id, kind: 'unknown', ...facts }
  return { sent, resource: id, kind: 'profile', profile: id, ...facts }
}

function ofArn(sent: string, region: string, known: KnownModels): Model {
  const arn = parseArn(sent)
  if (arn?.service === 'sagemaker' && arn.type === 'endpoint') {
    return ofOpaque(sent, 'marketplace', arn, region, known)
  }
  if (arn?.service !== 'bedrock') return { sent, resource: sent, kind: 'unknown' }
  // A global profile lists its model without a region: `arn:aws:bedrock:::foundation-model/...`.
  const where = arn.region === '' ? region : arn.region
  if (arn.type === 'foundation-model') return ofFoundation(sent, arn.id, where, known)
  if (arn.type === 'inference-profile') return ofProfile(sent, arn.id, where, known)
  const kind = KINDS.get(arn.type)
  if (kind === undefined) return { sent, resource: sent, kind: 'unknown' }
  return ofOpaque(sent, kind, arn, where, known)
}

/** Resources whose id does not contain their model; the config can set it. */
function ofOpaque(
  sent: string,
  kind: Model['kind'],
  arn: Arn,
  region: string,
  known: KnownModels,
): Model {
  const { overrides } = known
  const configured = overrides.get(sent)?.foundation ?? overrides.get(arn.id)?.foundation
  const base = configured ?? baseOf(kind, arn.id)
  // The name of a base model may lack its version, as in `custom-model/amazon.nova-micro-v1/abcdefghijkl`.
  const facts = base === undefined ? undefined : factsOf(base, region, known, familyOf)
  return { sent, resource: `${arn.type}/${arn.id}`, kind, ...facts, unlisted: false }
}

/** A custom model's ARN holds its base model: `custom-model/amazon.nova-micro-v1/abcdefghijkl`. */
function baseOf(kind: Model['kind'], id: string): string | undefined {
  const slash = id.indexOf('/')
  return kind === 'custom' && slash !== -1 ? id.slice(0, slash) : undefined
}
