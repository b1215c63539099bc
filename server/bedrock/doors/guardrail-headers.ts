/** The headers that name a guardrail, where an API takes one. */
export const guardrailMembers = {
  guardrailIdentifier: {
    in: 'header',
    name: 'X-Amzn-Bedrock-GuardrailIdentifier',
    type: 'string',
  },
  guardrailVersion: { in: 'header', name: 'X-Amzn-Bedrock-GuardrailVersion', type: 'string' },
} as const
