import type { Guardrail, Policies } from '../../../server/guardrails/policy.ts'

/** A guardrail with the given policies. */
export const guardrail = (policies: Policies): Guardrail => ({
  guardrailId: 'abc123def456',
  guardrailArn: 'arn:aws:bedrock:us-east-1:123456789012:guardrail/abc123def456',
  name: 'test',
  version: '1',
  status: 'READY',
  blockedInputMessaging: 'Input blocked.',
  blockedOutputsMessaging: 'Output blocked.',
  createdAt: '2026-01-01T00:00:00.000000Z',
  updatedAt: '2026-01-01T00:00:00.000000Z',
  ...policies,
})
