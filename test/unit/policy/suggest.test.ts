import { expect, test } from 'vitest'
import { createCatalogue } from '../../../server/models/models.ts'
import { suggestPolicy } from '../../../server/policy/suggest.ts'
import type { KeptCall } from '../../../server/policy/suggest.ts'

const catalogue = createCatalogue({ account: '123456789012' })
const arn = (id: string, region = 'us-east-1') =>
  `arn:aws:bedrock:${region}::foundation-model/${id}`

const kept = (operation: string, sent?: string, more: Partial<KeptCall> = {}): KeptCall => ({
  operation,
  region: 'us-east-1',
  http: { version: '2', method: 'POST', url: '/', userAgent: '' },
  request: { text: '', bytes: 0, clipped: false },
  ...(sent !== undefined && { model: { sent } }),
  ...more,
})

const statements = (...exchanges: KeptCall[]) => suggestPolicy(exchanges, catalogue)['Statement']

test('calls with the same needs are listed once', () => {
  const twice = kept('Converse', 'amazon.nova-micro-v1:0')
  expect(statements(twice, kept('InvokeModel', 'amazon.nova-micro-v1:0'), twice)).toEqual([
    { Effect: 'Allow', Action: 'bedrock:InvokeModel', Resource: arn('amazon.nova-micro-v1:0') },
  ])
})

test('actions on the same resources and resources of the same action are grouped', () => {
  const ids = ['amazon.nova-micro-v1:0', 'amazon.nova-lite-v1:0']
  const exchanges = ids.flatMap((id) => [kept('Converse', id), kept('ConverseStream', id)])
  expect(statements(...exchanges, kept('ListFoundationModels'))).toEqual([
    {
      Effect: 'Allow',
      Action: ['bedrock:InvokeModel', 'bedrock:InvokeModelWithResponseStream'],
      Resource: ids.toReversed().map((id) => arn(id)),
    },
    { Effect: 'Allow', Action: 'bedrock:ListFoundationModels', Resource: '*' },
  ])
})

test('a model behind a profile is allowed through that profile alone', () => {
  const profile =
    'arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.amazon.nova-micro-v1:0'
  expect(statements(kept('Converse', 'us.amazon.nova-micro-v1:0'))).toEqual([
    { Effect: 'Allow', Action: 'bedrock:InvokeModel', Resource: profile },
    {
      Effect: 'Allow',
      Action: 'bedrock:InvokeModel',
      Resource: ['us-east-1', 'us-east-2', 'us-west-2'].map((region) =>
        arn('amazon.nova-micro-v1:0', region),
      ),
      Condition: { ArnEquals: { 'bedrock:InferenceProfileArn': profile } },
    },
  ])
})

test('an application profile of the server is resolved to the model in the journal', () => {
  const sent = 'arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/abcdefghijkl'
  const foundation = 'amazon.nova-micro-v1:0'
  expect(statements(kept('Converse', sent, { model: { sent, foundation } }))).toMatchObject([
    { Resource: sent },
    {
      Resource: arn(foundation),
      Condition: { ArnEquals: { 'bedrock:InferenceProfileArn': sent } },
    },
  ])
})

test('members of paths and bodies are found in the journal', () => {
  const http = {
    version: '2',
    method: 'GET',
    url: `/foundation-models/${encodeURIComponent('amazon.nova-micro-v1:0')}`,
    userAgent: '',
  } as const
  expect(statements(kept('GetFoundationModel', undefined, { http }))).toMatchObject([
    { Resource: arn('amazon.nova-micro-v1:0') },
  ])
})

test('a denied call needs its permission, an invalid one does not', () => {
  const error = (name: string) => ({ error: { name, message: '' } })
  expect(
    statements(
      kept('Converse', 'amazon.nova-micro-v1:0', error('AccessDeniedException')),
      kept('Converse', 'nonsense', error('ValidationException')),
    ),
  ).toEqual([
    { Effect: 'Allow', Action: 'bedrock:InvokeModel', Resource: arn('amazon.nova-micro-v1:0') },
  ])
})

test('without calls, nothing is allowed', () => {
  expect(statements()).toEqual([])
})
