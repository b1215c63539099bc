import { expect, test } from 'vitest'
import { evaluate } from '../../../server/guardrails/evaluate.ts'
import { summaryOf } from '../../../server/guardrails/summary.ts'
import { guardrail } from '../../support/guardrail.ts'

test('a summary names the findings, and quotes nothing', () => {
  const guarding = guardrail({
    topicPolicy: { topics: [{ name: 'Gold', definition: 'Gold as an investment.' }] },
    wordPolicy: { words: [{ text: 'hush' }] },
    sensitiveInformationPolicy: { piiEntities: [{ type: 'EMAIL', action: 'BLOCK' }] },
  })
  const texts = ['hush: a@b.com and c@d.com buy gold']
  const input = [evaluate(guarding, { side: 'INPUT', texts, full: true })]
  expect(summaryOf({ input, intervened: true, isTraced: false })).toEqual({
    id: 'abcdefghijkl',
    version: '1',
    input: {
      action: 'BLOCKED',
      found: ['topic Gold', 'word', 'EMAIL'],
      policies: ['sensitiveInformationPolicy', 'topicPolicy', 'wordPolicy'],
      units: { sensitiveInformationPolicyUnits: 1, topicPolicyUnits: 1, wordPolicyUnits: 1 },
    },
  })
})
