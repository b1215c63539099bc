import { expect, test } from 'vitest'
import { definedPolicies } from '../../../server/guardrails/definition.ts'

test('returns every policy under the names of GetGuardrail', () => {
  const topic = { name: 'money', definition: 'Advice.', examples: ['Buy?'], type: 'DENY' }
  const filter = {
    type: 'HATE',
    inputStrength: 'HIGH',
    outputStrength: 'LOW',
    inputModalities: ['TEXT', 'IMAGE'],
    inputAction: 'NONE',
    outputEnabled: false,
  }
  const email = { type: 'EMAIL', action: 'ANONYMIZE', inputAction: 'BLOCK', inputEnabled: true }
  const regex = { name: 'ticket', description: 'A ticket.', pattern: 'T-[0-9]+', action: 'BLOCK' }
  const grounding = { type: 'GROUNDING', threshold: 0.5, action: 'NONE', enabled: false }
  const policy = 'arn:aws:bedrock:us-east-1:123456789012:automated-reasoning-policy/abcdefghijkl'
  expect(
    definedPolicies({
      name: 'all',
      topicPolicyConfig: { topicsConfig: [topic], tierConfig: { tierName: 'STANDARD' } },
      contentPolicyConfig: { filtersConfig: [filter], tierConfig: { tierName: 'CLASSIC' } },
      wordPolicyConfig: {
        wordsConfig: [{ text: 'walrus', inputEnabled: false }],
        managedWordListsConfig: [{ type: 'PROFANITY', outputAction: 'NONE' }],
      },
      sensitiveInformationPolicyConfig: { piiEntitiesConfig: [email], regexesConfig: [regex] },
      contextualGroundingPolicyConfig: { filtersConfig: [grounding] },
      automatedReasoningPolicyConfig: { policies: [policy], confidenceThreshold: 0.5 },
    }),
  ).toEqual({
    topicPolicy: { topics: [topic], tier: { tierName: 'STANDARD' } },
    contentPolicy: { filters: [filter], tier: { tierName: 'CLASSIC' } },
    wordPolicy: {
      words: [{ text: 'walrus', inputEnabled: false }],
      managedWordLists: [{ type: 'PROFANITY', outputAction: 'NONE' }],
    },
    sensitiveInformationPolicy: { piiEntities: [email], regexes: [regex] },
    contextualGroundingPolicy: { filters: [grounding] },
    automatedReasoningPolicy: { policies: [policy], confidenceThreshold: 0.5 },
  })
})

test('omits unknown members, nulls and empty policies', () => {
  expect(
    definedPolicies({
      topicPolicyConfig: null,
      wordPolicyConfig: {},
      sensitiveInformationPolicyConfig: { piiEntitiesConfig: null },
      contextualGroundingPolicyConfig: {
        filtersConfig: [{ type: 'RELEVANCE', threshold: 0, action: null, mood: 'good' }],
      },
    }),
  ).toEqual({ contextualGroundingPolicy: { filters: [{ type: 'RELEVANCE', threshold: 0 }] } })
  expect(definedPolicies({ wordPolicyConfig: { managedWordListsConfig: [] } })).toEqual({})
})
