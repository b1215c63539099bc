import { expect, test } from 'vitest'
import { checkPolicyText } from '../../../server/admin/policy.ts'
import { createCatalogue } from '../../../server/models/models.ts'
import { Session } from '../../../server/sessions.ts'

const world = {
  catalogue: createCatalogue({ account: '123456789012' }),
  session: new Session('test'),
  region: 'us-east-1',
}
const model = 'amazon.nova-micro-v1:0'
const arn = `arn:aws:bedrock:us-east-1::foundation-model/${model}`

const policy = `Version: '2012-10-17'
Statement:
  - Sid: Nova
    Effect: Allow
    Action: bedrock:InvokeModel
    Resource: arn:aws:bedrock:*::foundation-model/amazon.nova-*
  - Effect: Deny
    Action: bedrock:InvokeModel
    Resource: '*'
    Condition: { StringEquals: { 'bedrock:ServiceTier': flex } }
`

test('the deciding statement is reported with its position in the text', () => {
  expect(checkPolicyText({ policy, model }, world)).toEqual({
    allowed: true,
    verdicts: [
      {
        action: 'bedrock:InvokeModel',
        resource: arn,
        decision: 'allowed',
        reason: 'statement Nova (policy#/Statement/0) allows bedrock:InvokeModel',
        by: {
          line: 3,
          column: 5,
          says: 'statement Nova (policy#/Statement/0) allows bedrock:InvokeModel',
        },
        near: [],
      },
    ],
    problems: [],
    notes: [],
    roles: [],
  })
  expect(
    checkPolicyText({ policy, model, context: { 'bedrock:ServiceTier': 'flex' } }, world),
  ).toMatchObject({
    allowed: false,
    denial: expect.stringContaining('explicit deny'),
    verdicts: [{ decision: 'explicit deny', by: { line: 7 } }],
  })
})

test('an implicit deny explains why no statement applies', () => {
  expect(
    checkPolicyText({ policy, model: 'us.meta.llama3-1-8b-instruct-v1:0' }, world),
  ).toMatchObject({
    allowed: false,
    verdicts: expect.arrayContaining([
      expect.objectContaining({
        decision: 'implicit deny',
        near: [{ line: 3, column: 5, says: expect.stringContaining('only allows the action on') }],
      }),
    ]),
  })
})

test('a file with policies by role is evaluated for its first role, or for the named one', () => {
  const byRole = JSON.stringify({
    nobody: {
      Version: '2012-10-17',
      Statement: { Effect: 'Deny', Action: '*', Resource: '*' },
    },
    reader: {
      Version: '2012-10-17',
      Statement: { Effect: 'Allow', Action: 'bedrock:*', Resource: '*' },
    },
  })
  expect(checkPolicyText({ policy: byRole, model }, world)).toMatchObject({
    allowed: false,
    roles: ['nobody', 'reader'],
  })
  expect(checkPolicyText({ policy: byRole, model, role: 'reader' }, world).allowed).toBe(true)
})

test.each([
  ['Version: [', 1, 11, 'unexpected end'],
  [policy.replace('Effect: Allow', 'Effect: Alow'), 4, 13, 'must be Allow or Deny, not "Alow"'],
  [policy.replace('Resource: arn', 'Resurce: arn'), 6, 14, 'is not an element of a statement'],
])('an invalid policy has its problem at its position: %#', (text, line, column, says) => {
  const { problems, allowed } = checkPolicyText({ policy: text, model }, world)
  expect(problems).toEqual([{ line, column, message: expect.stringContaining(says) }])
  expect(allowed).toBe(false)
})

test.each([
  [{ operation: 'Convers' }, 'unknown operation Convers; did you mean Converse?'],
  [{}, 'Converse needs a model or resource'],
  [{ model, context: { 'aws:SourceIp': [7] } }, 'body.context.aws:SourceIp must be a string'],
])('an unanswerable question is rejected: %j', (question, says) => {
  expect(() => checkPolicyText({ policy, ...question }, world)).toThrow(says)
})
