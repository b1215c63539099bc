import { beforeEach, expect, test } from 'vitest'
import { listTagsForResource, tagResource, untagResource } from '../../../server/bedrock/tags.ts'
import { guardrails } from '../../../server/guardrails/guardrails.ts'
import type { JsonObject } from '../../../server/json.ts'
import { Session } from '../../../server/sessions.ts'
import { callOf } from '../../support/calls.ts'
import type { CallValues } from '../../support/calls.ts'
import { localAnswer } from '../../support/local-answer.ts'

let session: Session
beforeEach(() => {
  session = new Session('test')
})

const send = (name: string, values: CallValues): JsonObject =>
  localAnswer(callOf(name, { session, receivedAt: 1_790_000_000_123, ...values }))
const create = (more: JsonObject = {}): string =>
  send('CreateGuardrail', {
    body: {
      name: 'support',
      blockedInputMessaging: 'Not that.',
      blockedOutputsMessaging: 'Not this.',
      wordPolicyConfig: { wordsConfig: [{ text: 'walrus' }] },
      ...more,
    },
  })['guardrailId'] as string
const arnOf = (id: string) => `arn:aws:bedrock:us-east-1:123456789012:guardrail/${id}`

test('tags are set at creation, added and removed', () => {
  const resourceARN = arnOf(create({ tags: [{ key: 'team', value: 'blue' }] }))
  const tags = (name: string, body: JsonObject) => callOf(name, { body, session })
  tagResource(tags('TagResource', { resourceARN, tags: [{ key: 'env', value: 'test' }] }))
  untagResource(tags('UntagResource', { resourceARN, tagKeys: ['team'] }))
  expect(listTagsForResource(tags('ListTagsForResource', { resourceARN }))).toEqual({
    tags: [{ key: 'env', value: 'test' }],
  })
})

test('evaluation finds drafts and versions by id and by ARN, in their session and region', () => {
  const id = create()
  send('CreateGuardrailVersion', { input: { guardrailIdentifier: id } })
  const find = (identifier: string, number: string, region = 'us-east-1', own = session) =>
    guardrails.find(identifier, number, own, region)?.version
  expect(find(id, 'DRAFT')).toBe('DRAFT')
  expect(find(arnOf(id), '1')).toBe('1')
  expect(find(id, '2')).toBeUndefined()
  expect(find(id, '1', 'eu-west-1')).toBeUndefined()
  expect(find(id, '1', 'us-east-1', new Session('other'))).toBeUndefined()
})
