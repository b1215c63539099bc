import { parseArn } from '../aws/arn.ts'
import { headerOf } from '../aws/canonical-request.ts'
import { AwsError } from '../aws/errors.ts'
import { partitionOf } from '../aws/region.ts'
import type { Catalogue } from '../models/models.ts'
import { planeOf } from '../bedrock/doors/host.ts'
import type { Call } from '../bedrock/types.ts'
import { ConfigError } from '../settings/config.ts'
import type { Keys } from '../admit/keys.ts'
import { evaluatePolicies } from './evaluate.ts'
import type { PolicyVerdict } from './evaluate.ts'
import { bearerNeed, needsOf } from './needs.ts'
import type { Need } from './subject.ts'
import { policiesOf } from './policy.ts'
import type { Policies, Policy } from './policy.ts'
import { principalOf } from './principal.ts'
import type { Principal } from './principal.ts'

/** Throws AWS's denial if the caller's policies do not allow the call. */
export type Authorize = (call: Call) => void

export function createAuthorizer(
  policies: Policies,
  { catalogue, keys }: { catalogue: Catalogue; keys: Keys },
): Authorize {
  const { account } = catalogue
  refuseUnknownRoles(policies, keys)
  return (call) => {
    const principal = principalOf(call, { account, keys, policies })
    const { operation, region, session, input, body } = call
    const plane = planeOf(call)
    const project = projectOf(call)
    const subject = { operation, region, session, input, body, url: call.http.url, plane, project }
    const needs = needsOf(subject, catalogue)
    if (principal.bearer !== undefined) needs.unshift(bearerNeed(principal.bearer, plane))
    const surroundings = {
      'aws:SourceIp': call.http.address,
      'aws:UserAgent': headerOf(call.http.headers, 'user-agent'),
    }
    const denied = firstDenied(needs, policiesOf(policies, principal.role), {
      principal,
      account,
      region,
      surroundings,
    })
    if (denied === undefined) return
    const message = denialOf(denied.need, denied.verdict, principal, { account, region })
    throw new AwsError('AccessDeniedException', message, { origin: 'front', refuser: 'policy' })
  }
}

/** OpenAI's clients call it a project, Anthropic's a workspace. */
function projectOf({ http, operation }: Call): string | undefined {
  if (operation.door === undefined) return undefined
  const { headers } = http
  return headerOf(headers, 'openai-project') ?? headerOf(headers, 'anthropic-workspace')
}

/** Reports a typo in a role name, which would otherwise deny everything. */
function refuseUnknownRoles(policies: Policies, { access, bearer }: Keys): void {
  if (policies.kind !== 'roles') return
  const { roles, file } = policies
  const given = [...access.values(), ...bearer.values()].flatMap(({ role }) => role ?? [])
  const unknown = given.find((role) => !roles.has(role))
  if (unknown === undefined) return
  const known = [...roles.keys()].join(', ')
  throw new ConfigError(`keys names the role ${unknown}, and ${file} has policies for ${known}`)
}

export interface Asker {
  principal: Principal
  account: string
  region: string
  surroundings: Readonly<Record<string, string | readonly string[] | undefined>>
}

/** All needs must be allowed. An explicit deny is reported before an implicit one. */
export function firstDenied(
  needs: readonly Need[],
  policies: readonly Policy[],
  asker: Asker,
): { need: Need; verdict: PolicyVerdict } | undefined {
  let missing: { need: Need; verdict: PolicyVerdict } | undefined
  for (const need of needs) {
    const verdict = ask(need, policies, asker)
    if (verdict.decision === 'explicit deny') return { need, verdict }
    if (verdict.decision === 'implicit deny') missing ??= { need, verdict }
  }
  return missing
}

export function ask(need: Need, policies: readonly Policy[], asker: Asker): PolicyVerdict {
  return evaluatePolicies(policies, {
    principal: asker.principal.principalArn,
    action: need.action,
    resources: [need.resource],
    context: { ...contextOf(need.resource, asker), ...asker.surroundings, ...need.context },
  })
}

/** The global condition keys. `aws:SecureTransport` is true because clients use TLS with the real AWS. */
function contextOf(resource: string, { principal, account, region }: Asker) {
  const now = new Date()
  const arn = parseArn(resource)
  return {
    'aws:PrincipalAccount': account,
    'aws:PrincipalType': principal.user === undefined ? 'AssumedRole' : 'User',
    'aws:username': principal.user,
    'aws:PrincipalIsAWSService': 'false',
    'aws:ViaAWSService': 'false',
    'aws:SecureTransport': 'true',
    'aws:CurrentTime': now.toISOString(),
    'aws:EpochTime': String(Math.floor(now.getTime() / 1000)),
    // The model of a global profile has no region; AWS sets the requested region to `unspecified`.
    'aws:RequestedRegion': arn === undefined ? region : arn.region || 'unspecified',
    'aws:ResourceAccount': arn === undefined || arn.account === '' ? undefined : arn.account,
  }
}

export function denialOf(
  { action, resource, unnamed }: Need,
  verdict: PolicyVerdict,
  { arn }: Principal,
  { account, region }: { account: string; region: string },
): string {
  const where = unnamed === true ? '' : ` on resource: ${resource}`
  const why =
    verdict.decision === 'explicit deny'
      ? `with an explicit deny in an identity-based policy: arn:${partitionOf(region)}:iam::${account}:policy/${verdict.by.policy}`
      : `because no identity-based policy allows the ${action} action`
  return `User: ${arn} is not authorized to perform: ${action}${where} ${why}`
}
