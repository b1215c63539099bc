import { expect, test } from 'vitest'
import { refusalOf } from '../../../server/guardrails/check.ts'
import type { GuardrailPolicies, Topic } from '../../../server/guardrails/policy.ts'

const topic = (name: string, definition = 'Advice about money.'): Topic => ({
  name,
  definition,
  type: 'DENY',
})
const topics = (...list: Topic[]): GuardrailPolicies => ({ topicPolicy: { topics: list } })
const regexes = (...patterns: string[]): GuardrailPolicies => ({
  sensitiveInformationPolicy: {
    regexes: patterns.map((pattern, at) => ({ name: `regex-${at}`, pattern, action: 'BLOCK' })),
  },
})
const standard = (definition: string): GuardrailPolicies => ({
  topicPolicy: { topics: [topic('money', definition)], tier: { tierName: 'STANDARD' } },
})
const refusal = (policies: GuardrailPolicies, profile?: string, region = 'us-east-1') =>
  refusalOf({ policies, region, ...(profile !== undefined && { profile }) })

test('accepts every kind of policy', () => {
  expect(
    refusal({
      ...topics(topic('money'), topic('law')),
      contentPolicy: {
        filters: [
          { type: 'HATE', inputStrength: 'HIGH', outputStrength: 'LOW' },
          { type: 'PROMPT_ATTACK', inputStrength: 'HIGH', outputStrength: 'NONE' },
        ],
      },
      wordPolicy: { words: [{ text: 'walrus' }], managedWordLists: [{ type: 'PROFANITY' }] },
      ...regexes(String.raw`\d{3}-\d{4}`),
      contextualGroundingPolicy: { filters: [{ type: 'GROUNDING', threshold: 0.99 }] },
    }),
  ).toBeUndefined()
})

test('refuses a guardrail without a policy', () => {
  expect(refusal({})).toBe('The guardrail must have at least one policy configured.')
})

test('the STANDARD tier requires a guardrail profile and accepts long definitions', () => {
  const long = 'x'.repeat(1000)
  expect(refusal(standard(long))).toMatch(/^The STANDARD tier requires cross-Region inference/)
  expect(refusal(standard(long), 'us.guardrail.v1:0')).toBeUndefined()
})

test('the CLASSIC tier accepts definitions of up to 200 characters', () => {
  expect(refusal(topics(topic('money', '🌍'.repeat(200))))).toBeUndefined()
  expect(refusal(topics(topic('law'), topic('money', 'x'.repeat(201))))).toBe(
    "1 validation error detected: Value at 'topicPolicyConfig.topicsConfig.2.member.definition' failed to satisfy constraint: Member must have length less than or equal to 200",
  )
})

test.each([
  ['us.guardrail.v1:0', 'us-west-2', true],
  ['eu.guardrail.v1:0', 'eu-central-1', true],
  ['apac.guardrail.v1:0', 'ap-south-1', true],
  ['us-gov.guardrail.v1:0', 'us-gov-west-1', true],
  ['us.guardrail.v1:0', 'us-gov-west-1', false],
  ['eu.guardrail.v1:0', 'us-east-1', false],
  ['us.guardrail.v1:0', 'sa-east-1', false],
])('%s in %s: %s', (profile, region, allowed) => {
  expect(refusal(topics(topic('money')), profile, region)).toBe(
    allowed ? undefined : `The guardrail profile ${profile} is not available in ${region}.`,
  )
})

test.each<[string, GuardrailPolicies]>([
  ['The topic name money is configured more than once.', topics(topic('money'), topic('money'))],
  [
    'The PII entity type EMAIL is configured more than once.',
    {
      sensitiveInformationPolicy: {
        piiEntities: [
          { type: 'EMAIL', action: 'BLOCK' },
          { type: 'EMAIL', action: 'ANONYMIZE' },
        ],
      },
    },
  ],
  [
    'The output strength of the PROMPT_ATTACK filter must be NONE.',
    {
      contentPolicy: {
        filters: [{ type: 'PROMPT_ATTACK', inputStrength: 'HIGH', outputStrength: 'LOW' }],
      },
    },
  ],
  [
    'The threshold of the RELEVANCE filter must be between 0 and 0.99, not 1.',
    { contextualGroundingPolicy: { filters: [{ type: 'RELEVANCE', threshold: 1 }] } },
  ],
])('%s', (message, policies) => {
  expect(refusal(policies)).toBe(message)
})

test.each(['a(?=b)', '(?<!a)b', String.raw`(a)\1`, '(', '[z-a]'])(
  'rejects the pattern %s',
  (pattern) => {
    expect(refusal(regexes('fine', pattern))).toMatch(
      /^The pattern of the regex regex-1 is not valid: /,
    )
  },
)

test('accepts a pattern that would backtrack elsewhere', () => {
  expect(refusal(regexes('(a+)+$'))).toBeUndefined()
})
