import { expect, test } from 'vitest'
import { sidesOf } from '../../../../server/console/parts/guardrail-findings.ts'

test('has each side of a trace, with the findings of each policy', () => {
  const trace = {
    guardrail: {
      actionReason: 'Guardrail blocked.',
      inputAssessment: {
        abc: {
          topicPolicy: {
            topics: [{ name: 'Money', type: 'DENY', action: 'BLOCKED', detected: true }],
          },
          contentPolicy: {
            filters: [
              { type: 'HATE', confidence: 'LOW', action: 'NONE', detected: false },
              { type: 'INSULTS', confidence: 'HIGH', action: 'BLOCKED' },
            ],
          },
          invocationMetrics: { guardrailProcessingLatency: 3 },
        },
      },
      outputAssessments: {
        abc: [
          {
            sensitiveInformationPolicy: {
              piiEntities: [{ type: 'EMAIL', match: 'a@b.c', action: 'ANONYMIZED' }],
              regexes: null,
            },
            contextualGroundingPolicy: {
              filters: [{ type: 'GROUNDING', threshold: 0.7, score: 0.2, action: 'BLOCKED' }],
            },
          },
        ],
      },
    },
  }
  expect(sidesOf(trace)).toEqual([
    {
      side: 'input',
      guardrail: 'abc',
      findings: [
        { policy: 'topic', what: 'Money', action: 'BLOCKED' },
        { policy: 'content', what: 'INSULTS confidence HIGH', action: 'BLOCKED' },
      ],
    },
    {
      side: 'answer',
      guardrail: 'abc',
      findings: [
        { policy: 'sensitive information', what: 'EMAIL “a@b.c”', action: 'ANONYMIZED' },
        { policy: 'contextual grounding', what: 'GROUNDING score 0.2 of 0.7', action: 'BLOCKED' },
      ],
    },
  ])
})

test('anything else has no sides', () => {
  expect([sidesOf(undefined), sidesOf([]), sidesOf({ guardrail: 1 })]).toEqual([[], [], []])
})
