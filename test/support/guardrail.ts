import { createdGuardrails } from '../../server/guardrails/store.ts'
import type { Server } from './server.ts'
import type { Guardrail, GuardrailPolicies } from '../../server/guardrails/policy.ts'

/** A guardrail with the given policies, by the id `abcdefghijkl`. */
export const guardrail = (policies: GuardrailPolicies): Guardrail => ({
  guardrailId: 'abcdefghijkl',
  guardrailArn: 'arn:aws:bedrock:us-east-1:123456789012:guardrail/abcdefghijkl',
  name: 'test',
  version: '1',
  status: 'READY',
  blockedInputMessaging: 'Input blocked.',
  blockedOutputsMessaging: 'Output blocked.',
  createdAt: '2026-01-01T00:00:00.000000Z',
  updatedAt: '2026-01-01T00:00:00.000000Z',
  ...policies,
})

/** Adds it to a session of a server, as DRAFT and as version 1. */
export function addGuardrail(
  { sessions }: Pick<Server, 'sessions'>,
  policies: GuardrailPolicies,
  session = 'test',
): void {
  const version = guardrail(policies)
  const { guardrailId: id, guardrailArn: arn } = version
  sessions
    .get(session)
    .get(createdGuardrails)
    .set(id, {
      id,
      arn,
      region: 'us-east-1',
      draft: { ...version, version: 'DRAFT' },
      versions: new Map([['1', version]]),
      lastVersion: 1,
      tags: new Map(),
      request: '',
      versionRequests: new Map(),
    })
}
