import { bedrockArn, isArn, parseArn } from '../aws/arn.ts'
import type { Session } from '../sessions.ts'
import { declaredGuardrails, inRegion } from './declared.ts'
import type { Guardrail } from './policy.ts'
import { createdGuardrails } from './store.ts'
import type { StoredGuardrail } from './store.ts'

/** Guardrails that clients of a session have created in a region, then those that the config and files declare. */
export function guardrailsIn(
  session: Session,
  region: string,
): { created: StoredGuardrail[]; declared: StoredGuardrail[] } {
  const { account, all } = (session.shared ?? session).get(declaredGuardrails)
  return {
    created: [...session.get(createdGuardrails).values()].filter((one) => one.region === region),
    declared: all().map((one) => inRegion(one, region, account)),
  }
}

/** The guardrail that an id or an ARN names in a session and region. */
export function findGuardrail(
  identifier: string,
  session: Session,
  region: string,
): StoredGuardrail | undefined {
  const arn = isArn(identifier) ? parseArn(identifier) : undefined
  const id = arn?.id ?? identifier
  const guardrail = session.get(createdGuardrails).get(id) ?? declaredIn(id, session, region)
  if (guardrail?.region !== region) return undefined
  return arn !== undefined && identifier !== bedrockArn('guardrail', id, region, arn.account)
    ? undefined
    : guardrail
}

function declaredIn(id: string, session: Session, region: string): StoredGuardrail | undefined {
  const { account, all } = (session.shared ?? session).get(declaredGuardrails)
  const found = all().find((one) => one.id === id)
  return found && inRegion(found, region, account)
}

/** A declared guardrail is the same in every version, so that the version numbers of production work. */
export function versionOf(
  { declaredIn: source, draft, versions }: StoredGuardrail,
  version: string,
): Guardrail | undefined {
  if (version === 'DRAFT') return draft
  return source !== undefined && /^[1-9]\d{0,7}$/.test(version)
    ? { ...draft, version }
    : versions.get(version)
}
