import { expect, test } from 'vitest'
import { forcedVerdict } from '../../../server/guardrails/forced.ts'
import type { WrittenVerdict } from '../../../server/guardrails/written-verdicts.ts'
import type { Question } from '../../../server/guardrails/verdict.ts'
import { guardrail } from '../../support/guardrail.ts'

const guarding = guardrail({
  topicPolicy: { topics: [{ name: 'Gold', definition: 'Gold.', inputAction: 'NONE' }] },
  contentPolicy: {
    filters: [
      { type: 'HATE', inputStrength: 'NONE', outputStrength: 'LOW' },
      { type: 'VIOLENCE', inputStrength: 'MEDIUM', outputStrength: 'NONE' },
    ],
  },
  sensitiveInformationPolicy: {
    piiEntities: [{ type: 'NAME', action: 'ANONYMIZE' }],
    regexes: [{ name: 'Badge', pattern: String.raw`B\d`, action: 'ANONYMIZE' }],
  },
})

const judge = (written: WrittenVerdict, more: Partial<Question> = {}) =>
  forcedVerdict(guarding, { side: 'OUTPUT', texts: ['Kim met Kim and Bo, B7.'], ...more }, written)

test('omitted members of an entry are filled in, in the order of real traces', () => {
  const verdict = judge({
    contentPolicy: { filters: [{ type: 'HATE' }] },
    topicPolicy: { topics: [{ name: 'Gold' }] },
  })
  expect(verdict.action).toBe('BLOCKED')
  expect(JSON.stringify(verdict.findings)).toBe(
    '{"contentPolicy":{"filters":[{"action":"BLOCKED","confidence":"HIGH","detected":true,"filterStrength":"LOW","type":"HATE"}]},"topicPolicy":{"topics":[{"action":"BLOCKED","detected":true,"name":"Gold","type":"DENY"}]}}',
  )
  expect(verdict.units).toMatchObject({ topicPolicyUnits: 1, contentPolicyUnits: 1 })
})

test('every occurrence of a match is masked', () => {
  const verdict = judge({
    sensitiveInformationPolicy: {
      piiEntities: [
        { type: 'NAME', match: 'Kim' },
        { type: 'NAME', match: 'Bo', action: 'NONE' },
      ],
      regexes: [{ name: 'Badge', match: 'B7' }],
    },
  })
  expect(verdict.action).toBe('MASKED')
  expect(verdict.masks).toEqual([
    [
      { start: 0, end: 3, by: '{NAME}' },
      { start: 8, end: 11, by: '{NAME}' },
      { start: 20, end: 22, by: '{Badge}' },
    ],
  ])
  expect(verdict.findings.sensitiveInformationPolicy?.regexes).toEqual([
    { action: 'ANONYMIZED', detected: true, match: 'B7', name: 'Badge', regex: String.raw`B\d` },
  ])
})

test('a score below the threshold blocks', () => {
  const filters = (score: number) =>
    judge({ contextualGroundingPolicy: { filters: [{ type: 'GROUNDING', score }] } })
  expect(filters(0.2).action).toBe('BLOCKED')
  expect(filters(0.9)).toMatchObject({
    action: 'NONE',
    findings: {
      contextualGroundingPolicy: { filters: [{ action: 'NONE', detected: false, threshold: 0.7 }] },
    },
  })
})

test('blocked picks the first finding that the guardrail can block on that side; none finds nothing', () => {
  expect(judge('blocked').findings).toEqual({
    topicPolicy: { topics: [{ action: 'BLOCKED', detected: true, name: 'Gold', type: 'DENY' }] },
  })
  expect(judge('blocked', { side: 'INPUT' }).findings).toMatchObject({
    contentPolicy: { filters: [{ type: 'VIOLENCE', filterStrength: 'MEDIUM' }] },
  })
  expect(judge('none', { texts: ['Gold'] })).toMatchObject({ action: 'NONE', findings: {} })
})

test('a full trace lists the rest of the guardrail as not detected', () => {
  const { findings } = judge({ contentPolicy: { filters: [{ type: 'VIOLENCE' }] } }, { full: true })
  expect(findings.contentPolicy?.filters.map(({ type, detected }) => [type, detected])).toEqual([
    ['VIOLENCE', true],
    ['HATE', false],
  ])
  expect(findings.topicPolicy?.topics).toMatchObject([{ name: 'Gold', detected: false }])
})

test('entries that were not detected neither block nor mask', () => {
  const written: WrittenVerdict = {
    topicPolicy: { topics: [{ name: 'Gold', detected: false }] },
    contentPolicy: { filters: [{ type: 'HATE', action: 'BLOCKED', detected: false }] },
    wordPolicy: { customWords: [{ match: '', detected: false }], managedWordLists: null },
    sensitiveInformationPolicy: {
      piiEntities: [
        { type: 'NAME', match: 'Kim', action: 'ANONYMIZED', detected: false },
        { type: 'EMAIL', match: '', action: 'NONE', detected: false },
      ],
      regexes: [{ name: 'Badge', match: '' }],
    },
    contextualGroundingPolicy: { filters: [{ type: 'GROUNDING', score: 0.2, detected: false }] },
    automatedReasoningPolicy: null,
  }
  const full = judge(written, { full: true })
  expect(full).toMatchObject({ action: 'NONE', masks: [[]] })
  expect(full.findings).toMatchObject({
    topicPolicy: { topics: [{ name: 'Gold', action: 'NONE', detected: false }] },
    wordPolicy: { customWords: [{ match: '', action: 'NONE', detected: false }] },
    contextualGroundingPolicy: { filters: [{ action: 'NONE', detected: false }] },
  })
  expect(judge(written).findings).toEqual({
    contextualGroundingPolicy: {
      filters: [{ action: 'NONE', detected: false, score: 0.2, threshold: 0.7, type: 'GROUNDING' }],
    },
    sensitiveInformationPolicy: {
      regexes: [
        {
          action: 'ANONYMIZED',
          detected: true,
          match: '',
          name: 'Badge',
          regex: String.raw`B\d`,
        },
      ],
    },
  })
})
