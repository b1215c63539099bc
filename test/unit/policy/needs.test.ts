import { describe, expect, test } from 'vitest'
import { applicationProfiles } from '../../../server/models/application-profiles.ts'
import { createCatalogue } from '../../../server/models/models.ts'
import { operations, others } from '../../../server/bedrock/operations.ts'
import type { Plane } from '../../../server/bedrock/service.ts'
import type { Json, JsonObject } from '../../../server/json.ts'
import { bearerNeed, needsOf } from '../../../server/policy/needs.ts'
import { Session } from '../../../server/sessions.ts'
import { callOf } from '../../support/calls.ts'
import { localAnswer } from '../../support/local-answer.ts'

const catalogue = createCatalogue({ account: '123456789012' })
const own = (resource: string) => `arn:aws:bedrock:us-east-1:123456789012:${resource}`
const model = (id: string, region = 'us-east-1') =>
  `arn:aws:bedrock:${region}::foundation-model/${id}`

interface Values {
  input?: JsonObject
  body?: Json
  url?: string
  session?: Session
  plane?: Plane
}

function needs(
  name: string,
  { input = {}, body, url = '/', session = new Session('t'), plane }: Values = {},
) {
  const operation = [...operations, ...others].find((one) => one.name === name)
  if (operation === undefined) throw new Error(name)
  const subject = { operation, region: 'us-east-1', session, input, body, url }
  return needsOf(plane === undefined ? subject : { ...subject, plane }, catalogue)
}

const pairs = (name: string, values: Values = {}) =>
  needs(name, values).map(({ action, resource }) => [action, resource])

const micro = { input: { modelId: 'amazon.nova-micro-v1:0' } }

test('Rerank requires its own permission and that of its model', () => {
  const input = { modelId: model('cohere.rerank-v3-5:0') }
  expect(pairs('Rerank', { input })).toEqual([
    ['bedrock:Rerank', '*'],
    ['bedrock:InvokeModel', model('cohere.rerank-v3-5:0')],
  ])
})

test.each([
  ['Converse', 'bedrock:InvokeModel'],
  ['ConverseStream', 'bedrock:InvokeModelWithResponseStream'],
  ['InvokeModel', 'bedrock:InvokeModel'],
  ['InvokeModelWithResponseStream', 'bedrock:InvokeModelWithResponseStream'],
  ['CountTokens', 'bedrock:CountTokens'],
])('%s requires %s on its model', (name, action) => {
  expect(pairs(name, micro)).toEqual([[action, model('amazon.nova-micro-v1:0')]])
})

test.each([
  ['GetResponse', 'GetInvoke', 'GetInference'],
  ['ListInputItems', 'GetInvoke', 'GetInference'],
  ['CancelResponse', 'CancelInvoke', 'CancelInference'],
  ['DeleteResponse', 'DeleteInvoke', 'DeleteInference'],
])('%s requires %s, or %s of the project on bedrock-mantle', (name, onRuntime, onMantle) => {
  expect(pairs(name)).toEqual([[`bedrock:${onRuntime}`, '*']])
  expect(pairs(name, { plane: 'mantle' })).toEqual([
    [`bedrock-mantle:${onMantle}`, 'arn:aws:bedrock-mantle:us-east-1:123456789012:project/default'],
  ])
})

describe('a profile', () => {
  test('of a geography requires the profile and its model in each of its regions', () => {
    const [profile, ...models] = needs('Converse', {
      input: { modelId: 'us.amazon.nova-micro-v1:0' },
    })
    expect(profile?.resource).toBe(own('inference-profile/us.amazon.nova-micro-v1:0'))
    expect(profile?.context).not.toHaveProperty('bedrock:InferenceProfileArn')
    expect(models.map(({ resource }) => resource)).toEqual(
      ['us-east-1', 'us-east-2', 'us-west-2'].map((region) =>
        model('amazon.nova-micro-v1:0', region),
      ),
    )
    for (const { context } of models) {
      expect(context['bedrock:InferenceProfileArn']).toBe(profile?.resource)
    }
  })

  test('of the whole world also requires its model without a region', () => {
    const id = 'anthropic.claude-sonnet-4-5-20250929-v1:0'
    expect(pairs('Converse', { input: { modelId: `global.${id}` } }).map(([, arn]) => arn)).toEqual(
      [own(`inference-profile/global.${id}`), model(id, ''), model(id)],
    )
  })

  test("by its ARN is resolved to the caller's ARN", () => {
    const arn = own('inference-profile/us.amazon.nova-micro-v1:0')
    expect(pairs('Converse', { input: { modelId: arn } })).toEqual(
      pairs('Converse', { input: { modelId: 'us.amazon.nova-micro-v1:0' } }),
    )
  })

  test('of an application requires what it was created from, and has its tags', () => {
    const session = new Session('t')
    const arn = own('application-inference-profile/abcdefghijkl')
    session.get(applicationProfiles).set('abcdefghijkl', {
      id: 'abcdefghijkl',
      arn,
      region: 'us-east-1',
      name: 'mine',
      copyFrom: model('amazon.nova-micro-v1:0'),
      foundation: 'amazon.nova-micro-v1:0',
      modelArns: [model('amazon.nova-micro-v1:0')],
      createdAt: '2026-01-01T00:00:00Z',
      tags: new Map([['team', 'a']]),
    })
    const [profile, behind] = needs('Converse', { input: { modelId: arn }, session })
    expect(profile).toMatchObject({ resource: arn, context: { 'aws:ResourceTag/team': 'a' } })
    expect(behind).toMatchObject({
      resource: model('amazon.nova-micro-v1:0'),
      context: { 'bedrock:InferenceProfileArn': arn },
    })
  })
})

test.each<[string, string, string, Values]>([
  [
    'an id of no known form is checked as a model',
    'bedrock:InvokeModel',
    model('nonsense'),
    { input: { modelId: 'nonsense' } },
  ],
  [
    'a custom model is its ARN',
    'bedrock:InvokeModel',
    own('custom-model/amazon.nova-micro-v1/abcdefghijkl'),
    { input: { modelId: own('custom-model/amazon.nova-micro-v1/abcdefghijkl') } },
  ],
  [
    'a prompt requires RenderPrompt',
    'bedrock:RenderPrompt',
    own('prompt/ABCDEFGHIJ'),
    { input: { modelId: own('prompt/ABCDEFGHIJ') } },
  ],
])('%s', (_what, action, resource, asked) => {
  expect(pairs('Converse', asked)[0]).toEqual([action, resource])
})

test.each<[string, Values, string[]]>([
  ['ListFoundationModels', {}, ['*']],
  ['GetFoundationModelAvailability', { input: { modelId: 'x' } }, ['*']],
  [
    'GetFoundationModel',
    { input: { modelIdentifier: 'amazon.nova-micro-v1:0' } },
    [model('amazon.nova-micro-v1:0')],
  ],
  ['ListInferenceProfiles', {}, [own('inference-profile/*')]],
  [
    'GetInferenceProfile',
    { input: { inferenceProfileIdentifier: 'us.amazon.nova-micro-v1:0' } },
    [own('inference-profile/us.amazon.nova-micro-v1:0')],
  ],
  [
    'DeleteInferenceProfile',
    { url: '/inference-profiles/abcdefghijkl' },
    [own('application-inference-profile/abcdefghijkl')],
  ],
  [
    'CreateInferenceProfile',
    { body: { modelSource: { copyFrom: model('x') } } },
    [own('application-inference-profile/*'), model('x')],
  ],
  ['ListTagsForResource', { body: { resourceARN: own('x/y') } }, [own('x/y')]],
  ['ApplyGuardrail', { url: '/guardrail/g1/version/1/apply?x=1' }, [own('guardrail/g1')]],
  ['CreateGuardrail', { body: { name: 'g' } }, [own('guardrail/*')]],
  ['GetGuardrail', { url: '/guardrails/g1?guardrailVersion=1' }, [own('guardrail/g1')]],
  ['UpdateGuardrail', { input: { guardrailIdentifier: 'g1' } }, [own('guardrail/g1')]],
  [
    'CreateGuardrailVersion',
    { input: { guardrailIdentifier: own('guardrail/g1') } },
    [own('guardrail/g1')],
  ],
  ['DeleteGuardrail', { url: '/guardrails/g1' }, [own('guardrail/g1')]],
  [
    'StartAsyncInvoke',
    { body: { modelId: 'amazon.nova-reel-v1:0' } },
    [model('amazon.nova-reel-v1:0')],
  ],
  ['ListGuardrails', {}, ['*']],
])('%s is checked on its resource', (name, asked, expected) => {
  expect(needs(name, asked).map(({ resource }) => resource)).toEqual(expected)
})

test('StartAsyncInvoke without its body needs InvokeModel on any model', () => {
  expect(pairs('StartAsyncInvoke', {})).toEqual([['bedrock:InvokeModel', model('*')]])
})

test('creating a guardrail with tags requires the permission to tag', () => {
  const body = { name: 'g', tags: [{ key: 'team', value: 'blue' }] }
  expect(pairs('CreateGuardrail', { body })).toEqual([
    ['bedrock:CreateGuardrail', own('guardrail/*')],
    ['bedrock:TagResource', own('guardrail/*')],
  ])
  expect(needs('CreateGuardrail', { body })[0]?.context['aws:RequestTag/team']).toBe('blue')
})

test("a guardrail's tags are condition keys", () => {
  const session = new Session('t')
  const body = {
    name: 'g',
    blockedInputMessaging: 'Not that.',
    blockedOutputsMessaging: 'Not this.',
    wordPolicyConfig: { wordsConfig: [{ text: 'walrus' }] },
    tags: [{ key: 'team', value: 'blue' }],
  }
  const call = callOf('CreateGuardrail', { body, session })
  const { guardrailId = '' } = localAnswer(call)
  expect(needs('GetGuardrail', { input: { guardrailIdentifier: guardrailId }, session })).toEqual([
    {
      action: 'bedrock:GetGuardrail',
      resource: own(`guardrail/${guardrailId as string}`),
      context: { 'aws:ResourceTag/team': 'blue' },
    },
  ])
  const strange = { body: { resourceARN: own('constructor/x') } }
  expect(needs('TagResource', strange)[0]?.context).toEqual({})
})

describe('condition keys', () => {
  test('the service tier, default if none is set', () => {
    const tier = (name: string, values: Values) =>
      needs(name, values)[0]?.context['bedrock:ServiceTier']
    expect(tier('Converse', micro)).toBe('default')
    expect(tier('Converse', { ...micro, body: { serviceTier: { type: 'flex' } } })).toBe('flex')
    expect(tier('InvokeModel', { input: { ...micro.input, serviceTier: 'priority' } })).toBe(
      'priority',
    )
  })

  test('a guardrail is a key and requires ApplyGuardrail', () => {
    const guardrailConfig = { guardrailIdentifier: 'g1', guardrailVersion: '1' }
    const [invoke, apply] = needs('Converse', { ...micro, body: { guardrailConfig } })
    expect(invoke?.context['bedrock:GuardrailIdentifier']).toBe(`${own('guardrail/g1')}:1`)
    expect(apply).toMatchObject({ action: 'bedrock:ApplyGuardrail', resource: own('guardrail/g1') })
    const draft = {
      ...micro.input,
      guardrailIdentifier: own('guardrail/g1'),
      guardrailVersion: 'DRAFT',
    }
    expect(needs('InvokeModel', { input: draft })[0]?.context['bedrock:GuardrailIdentifier']).toBe(
      own('guardrail/g1'),
    )
  })

  test('tags of a request', () => {
    const tags = [{ key: 'team', value: 'a' }]
    expect(needs('TagResource', { body: { resourceARN: own('x/y'), tags } })[0]?.context).toEqual({
      'aws:RequestTag/team': 'a',
      'aws:TagKeys': ['team'],
    })
    expect(needs('UntagResource', { body: { tagKeys: ['team'] } })[0]?.context).toEqual({
      'aws:TagKeys': ['team'],
    })
  })

  test('the kind of a bearer key', () => {
    expect(bearerNeed('SHORT_TERM')).toEqual({
      action: 'bedrock:CallWithBearerToken',
      resource: '*',
      context: { 'bedrock:BearerTokenType': 'SHORT_TERM' },
    })
  })
})
