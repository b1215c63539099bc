import { isArn, parseArn } from '../aws/arn.ts'
import type { Session } from '../sessions.ts'
import type { Guardrail, Guardrails } from './policy.ts'
import { guardrails } from './store.ts'
import type { StoredGuardrail } from './store.ts'

/** The guardrail that an id or an ARN names in a session and region. */
export function findGuardrail(
  identifier: string,
  session: Session,
  region: string,
): StoredGuardrail | undefined {
  const arn = isArn(identifier) ? parseArn(identifier) : undefined
  const found = session.get(guardrails).get(arn?.id ?? identifier)
  if (found?.region !== region) return undefined
  return arn !== undefined && identifier !== found.arn ? undefined : found
}

export function versionOf(
  { draft, versions }: StoredGuardrail,
  version: string,
): Guardrail | undefined {
  return version === 'DRAFT' ? draft : versions.get(version)
}

/** Finds the guardrails that clients have created. */
export const createdGuardrails: Guardrails = {
  find(identifier, version, session, region) {
    const found = findGuardrail(identifier, session, region)
    return found && versionOf(found, version)
  },
}
