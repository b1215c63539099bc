import { bedrockArn, isArn, parseArn } from '../aws/arn.ts'
import type { Arn } from '../aws/arn.ts'
import { findGuardrail } from '../guardrails/lookup.ts'
import { applicationProfiles } from '../models/application-profiles.ts'
import { textMember } from '../bedrock/members.ts'
import type { Plane } from '../bedrock/service.ts'
import type { Call } from '../bedrock/types.ts'
import { isObject } from '../json.ts'
import type { Session } from '../sessions.ts'

/** A permission that a call needs. */
export interface Need {
  /** `bedrock:InvokeModel` */
  action: string
  resource: string
  /** Condition keys in addition to the global ones. */
  context: Readonly<Record<string, string | readonly string[]>>
  /** AWS's denial message does not name the resource. */
  unnamed?: true
}

/** The parts of a call that permissions depend on; it may come from the journal. */
export type PolicySubject = Pick<Call, 'operation' | 'region' | 'session' | 'input' | 'body'> & {
  url: string
  /** The service that was called. */
  plane?: Plane
  /** The project, on bedrock-mantle. */
  project?: string | undefined
  /** The foundation model, if the catalogue cannot resolve it. */
  foundation?: string
}

export function guardrailOf(
  { input, body, region }: PolicySubject,
  account: string,
): { arn: string; version: string } | undefined {
  const config = isObject(body) ? body['guardrailConfig'] : undefined
  const sent = textMember(config, 'guardrailIdentifier') ?? textMember(input, 'guardrailIdentifier')
  if (sent === undefined) return undefined
  const version =
    textMember(config, 'guardrailVersion') ?? textMember(input, 'guardrailVersion') ?? 'DRAFT'
  return { arn: guardrailArn(sent, region, account), version }
}

export const guardrailArn = (sent: string, region: string, account: string) =>
  isArn(sent) ? sent : bedrockArn('guardrail', sent, region, account)

export const foundationArn = (sent: string, { region }: Pick<PolicySubject, 'region'>) =>
  isArn(sent) ? sent : bedrockArn('foundation-model', sent, region)

/** The tags of an application profile or a guardrail. */
export function tagsOf(resource: string, { session }: PolicySubject): Need['context'] {
  const arn = parseArn(resource)
  const own =
    arn !== undefined && Object.hasOwn(TAGS, arn.type) ? TAGS[arn.type]?.(arn, session) : undefined
  return Object.fromEntries(
    [...(own ?? [])].map(([key, value]) => [`aws:ResourceTag/${key}`, value]),
  )
}

type Tags = ReadonlyMap<string, string> | undefined

const TAGS: Readonly<Partial<Record<string, (arn: Arn, session: Session) => Tags>>> = {
  'application-inference-profile': ({ id }, session) =>
    session.get(applicationProfiles).get(id)?.tags,
  guardrail: ({ id, region }, session) => findGuardrail(id, session, region)?.tags,
}

/** A path member. Unsupported operations and journal entries only have it in the URL. */
export function memberOf({ input, operation, url }: PolicySubject, name: string): string {
  const value = input[name]
  if (typeof value === 'string') return value
  const at = operation.path.split('/').indexOf(`{${name}}`)
  const sent = at === -1 ? undefined : url.replace(/\?.*$/, '').split('/')[at]
  return decoded(sent ?? '')
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
