import { bearerOf, isShortTerm, makerOf } from '../aws/bearer-key.ts'
import { partitionOf } from '../aws/region.ts'
import { signerInQuery } from '../aws/signer-in-query.ts'
import type { Call } from '../bedrock/types.ts'
import { authorizationOf } from '../bedrock/doors/authorization.ts'
import type { Keys, KeyOwner } from '../admit/keys.ts'
import { sessionName } from '../sessions.ts'
import type { Policies } from './policy.ts'

/** The caller, as IAM sees it. */
export interface Principal {
  /** As in error messages: an assumed role with its session. */
  arn: string
  /** As in `aws:PrincipalArn`: the role itself. */
  principalArn: string
  /** Selects the policies in a file with policies by role. */
  role: string
  user: string | undefined
  bearer: 'SHORT_TERM' | 'LONG_TERM' | undefined
}

/** Keys that are not in the config only give a name if the id is made up; real access key ids are never shown. */
export function principalOf(
  call: Pick<Call, 'http' | 'region' | 'operation'>,
  { account, keys, policies }: { account: string; keys: Keys; policies: Policies },
): Principal {
  const { http, region } = call
  const authorization = authorizationOf(call) ?? signerInQuery(http.url) ?? ''
  const token = bearerOf(authorization)
  const id = token === undefined ? accessKeyOf(authorization) : makerOf(token)
  const owner: KeyOwner | undefined =
    (token === undefined ? undefined : keys.bearer.get(token)) ?? keys.access.get(id ?? '')
  const name = sessionName((header) =>
    header === 'authorization' && id !== undefined ? `Credential=${id}/` : undefined,
  )
  const bearer = token === undefined ? undefined : isShortTerm(token) ? 'SHORT_TERM' : 'LONG_TERM'
  return namedPrincipal(name, owner, { account, bearer, region, byRole: policies.kind === 'roles' })
}

interface Naming {
  account: string
  region: string
  bearer: Principal['bearer']
  /** By default a key is a role if policies are given by role, otherwise a user. */
  byRole: boolean
}

export function namedPrincipal(
  name: string,
  owner: KeyOwner | undefined,
  naming: Naming,
): Principal {
  const { account, region, bearer, byRole } = naming
  const partition = partitionOf(region)
  const role = owner?.role ?? (byRole && owner?.user === undefined ? name : undefined)
  const user = owner?.user ?? name
  if (role === undefined) {
    const arn = `arn:${partition}:iam::${account}:user/${user}`
    return { arn, principalArn: arn, role: user, user, bearer }
  }
  return {
    arn: `arn:${partition}:sts::${account}:assumed-role/${role}/${user}`,
    principalArn: `arn:${partition}:iam::${account}:role/${role}`,
    role,
    user: undefined,
    bearer,
  }
}

function accessKeyOf(authorization: string): string | undefined {
  return /Credential=([^/,\s]+)\//.exec(authorization)?.[1]
}
