import { expect, test } from 'vitest'
import { declaredGuardrails } from '../../../server/guardrails/declared.ts'
import { guardrails } from '../../../server/guardrails/guardrails.ts'
import { Sessions } from '../../../server/sessions.ts'

function declared() {
  const sessions = new Sessions()
  const one = {
    id: 'support',
    source: 'support.yaml',
    declaredAt: 1_790_000_000_123,
    body: {
      name: 'support-bot',
      blockedInputMessaging: 'Not that.',
      blockedOutputsMessaging: 'Not this.',
      wordPolicyConfig: { wordsConfig: [{ text: 'walrus' }] },
    },
  }
  sessions.shared.provide(declaredGuardrails, { account: '123456789012', all: () => [one] })
  return sessions
}

test('a declared guardrail is found in every session, region and version', () => {
  const sessions = declared()
  for (const region of ['us-east-1', 'eu-west-1']) {
    const arn = `arn:aws:bedrock:${region}:123456789012:guardrail/support`
    for (const version of ['DRAFT', '1', '27'])
      expect(guardrails.find(arn, version, sessions.get(region), region)).toMatchObject({
        guardrailArn: arn,
        version,
        status: 'READY',
        createdAt: '2026-09-21T14:13:20.123000Z',
        wordPolicy: { words: [{ text: 'walrus' }] },
      })
  }
})

test('it survives a reset, and is the same object for the same region and draft', () => {
  const sessions = declared()
  const find = () => guardrails.find('support', 'DRAFT', sessions.get('a'), 'us-east-1')
  const before = find()
  sessions.reset()
  expect(before).toBeDefined()
  expect(find()).toBe(before)
})

test('an unknown id, an unknown version and the ARN of another region find nothing', () => {
  const session = declared().get('a')
  const find = (id: string, version = 'DRAFT') => guardrails.find(id, version, session, 'us-east-1')
  expect(find('other')).toBeUndefined()
  expect(find('support', '0')).toBeUndefined()
  expect(find('arn:aws:bedrock:eu-west-1:123456789012:guardrail/support')).toBeUndefined()
})
