import { describe, expect, test } from 'vitest'
import {
  DENIED,
  InvokeModel,
  NO,
  YES,
  allow,
  deny,
  lite,
  micro,
  profile,
  verdict,
  when,
} from '../../support/verdict.ts'
import type { Ask, Row } from '../../support/verdict.ts'

// prettier-ignore
const decisions: Row[] = [
  ['no statement for the action is an implicit deny', allow({ Action: 'bedrock:CountTokens' }), {}, NO],
  ['no statement for the resource is an implicit deny', allow(), { resource: lite }, NO],
  ['a matching allow allows', allow(), {}, YES],
  ['an explicit deny wins over an allow before it', [allow(), deny()], {}, DENIED],
  ['an explicit deny wins over an allow after it', [deny(), allow()], {}, DENIED],
  ['an explicit deny wins over an allow of everything', [allow({ Action: '*', Resource: '*' }), deny()], {}, DENIED],
  ['a deny of another action does not affect this one', [allow(), deny({ Action: 'bedrock:CountTokens' })], {}, YES],
  ['a deny of another model does not affect this one', [allow(), deny({ Resource: lite })], {}, YES],
  ['a deny alone allows nothing else', deny({ Resource: lite }), {}, NO],
  ['a deny whose condition does not hold denies nothing', [allow(), deny({ Condition: { Bool: { 'aws:SecureTransport': 'false' } } })], { context: { 'aws:SecureTransport': 'true' } }, YES],
  ['every resource must be allowed', allow({ Resource: profile }), { resources: [profile, micro] }, NO],
  ['resources may be allowed by different statements', [allow({ Resource: profile }), allow()], { resources: [profile, micro] }, YES],
  ['a deny of the last resource wins over a missing allow of the first', deny(), { resources: [profile, micro] }, DENIED],
]

// prettier-ignore
const actions: Row[] = [
  ['actions are the same in any case', allow({ Action: 'BEDROCK:invokemodel' }), {}, YES],
  ['* in an action', allow({ Action: 'bedrock:Invoke*' }), { action: 'bedrock:InvokeModelWithResponseStream' }, YES],
  ['an action without * is the whole name', allow(), { action: 'bedrock:InvokeModelWithResponseStream' }, NO],
  ['? in an action is one character', allow({ Action: 'bedrock:InvokeMode?' }), {}, YES],
  ['? in an action is not none', allow({ Action: 'bedrock:InvokeModel?' }), {}, NO],
  ['* alone is every action', allow({ Action: '*' }), {}, YES],
  ['* in the middle of an action', allow({ Action: 'bedrock:*Model' }), {}, YES],
  ['several actions are alternatives', allow({ Action: ['bedrock:CountTokens', InvokeModel] }), {}, YES],
  ['another service has its own actions', allow({ Action: 's3:*' }), {}, NO],
  ['NotAction allows what it does not name', allow({ Action: undefined, NotAction: 'bedrock:Create*' }), {}, YES],
  ['NotAction does not allow what it names', allow({ Action: undefined, NotAction: 'bedrock:Invoke*' }), {}, NO],
  ['a deny with NotAction denies the rest', [allow({ Action: '*' }), deny({ Action: undefined, NotAction: 'bedrock:CountTokens' })], {}, DENIED],
  ['a deny with NotAction spares what it names', [allow(), deny({ Action: undefined, NotAction: 'bedrock:Invoke*' })], {}, YES],
]

// prettier-ignore
const resources: Row[] = [
  ['* is every resource', allow({ Resource: '*' }), {}, YES],
  ['* in a region', allow({ Resource: 'arn:aws:bedrock:*::foundation-model/amazon.nova-micro-v1:0' }), {}, YES],
  ['* at the end reaches over colons', allow({ Resource: 'arn:aws:bedrock:*' }), {}, YES],
  ['* in a model name', allow({ Resource: 'arn:aws:bedrock:us-east-1::foundation-model/amazon.*' }), {}, YES],
  ['* of another provider', allow({ Resource: 'arn:aws:bedrock:us-east-1::foundation-model/meta.*' }), {}, NO],
  ['? in a region', allow({ Resource: 'arn:aws:bedrock:us-east-?::foundation-model/*' }), {}, YES],
  ['another region', allow({ Resource: 'arn:aws:bedrock:eu-west-1::foundation-model/*' }), {}, NO],
  ['resources keep their case', allow({ Resource: 'arn:aws:bedrock:us-east-1::foundation-model/Amazon.*' }), {}, NO],
  ['a foundation model has no account', allow({ Resource: 'arn:aws:bedrock:us-east-1:123456789012:foundation-model/*' }), {}, NO],
  ['a profile has one', allow({ Resource: 'arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.*' }), { resource: profile }, YES],
  ["another account's profile", allow({ Resource: 'arn:aws:bedrock:us-east-1:210987654321:inference-profile/*' }), { resource: profile }, NO],
  ['NotResource allows what it does not name', allow({ Resource: undefined, NotResource: lite }), {}, YES],
  ['NotResource does not allow what it names', allow({ Resource: undefined, NotResource: [lite, micro] }), {}, NO],
  ['a deny with NotResource pins one model', [allow({ Resource: '*' }), deny({ Resource: undefined, NotResource: micro })], { resource: lite }, DENIED],
  ['an action without a resource is evaluated on *', allow({ Action: 'bedrock:ListFoundationModels', Resource: '*' }), { action: 'bedrock:ListFoundationModels', resource: '*' }, YES],
  ['an ARN does not allow an action without a resource', allow({ Action: 'bedrock:ListFoundationModels', Resource: 'arn:aws:bedrock:*' }), { action: 'bedrock:ListFoundationModels', resource: '*' }, NO],
]

describe.each([
  ['evaluation', decisions],
  ['actions', actions],
  ['resources', resources],
])('%s', (_group, rows) => {
  test.each(rows)('%s', (_what, statements, asked, expected) => {
    expect(verdict(statements, asked).decision).toBe(expected)
  })
})

describe('the reason', () => {
  const why = (statements: object[], ask: Ask = {}) => verdict(statements, ask).reason

  test('names the statement that allows', () => {
    expect(why([allow({ Sid: 'Nova' })])).toBe(
      'statement Nova (policy.json#/Statement/0) allows bedrock:InvokeModel',
    )
  })

  test('names the statement that denies', () => {
    expect(why([allow(), deny()])).toContain(
      'statement policy.json#/Statement/1 denies bedrock:InvokeModel',
    )
  })

  test('explains what each statement for the action lacks', () => {
    const denied = verdict(
      [
        allow({ Resource: lite }),
        when({ StringEquals: { 'bedrock:ServiceTier': 'flex' } }),
        when({ StringEquals: { 'aws:RequestedRegion': 'us-west-2' } }),
        allow({ Action: 'bedrock:CountTokens' }),
      ],
      { context: { 'aws:RequestedRegion': 'us-east-1' } },
    )
    expect(denied).toMatchObject({
      decision: 'implicit deny',
      reason: `no statement allows bedrock:InvokeModel on ${micro}`,
    })
    expect('near' in denied && denied.near.map(({ reason }) => reason)).toEqual([
      `statement policy.json#/Statement/0 only allows the action on ${lite}`,
      'statement policy.json#/Statement/1 requires StringEquals bedrock:ServiceTier flex, but the request has no such key',
      'statement policy.json#/Statement/2 requires StringEquals aws:RequestedRegion us-west-2, but the request has us-east-1',
    ])
  })
})
