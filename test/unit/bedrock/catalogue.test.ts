import { describe, expect, test } from 'vitest'
import {
  getFoundationModel,
  getFoundationModelAvailability,
  listFoundationModels,
} from '../../../server/bedrock/catalogue.ts'
import { createCatalogue } from '../../../server/models/models.ts'
import type { ModelOverrides } from '../../../server/models/models.ts'
import type { JsonObject } from '../../../server/json.ts'
import { callOf } from '../../support/calls.ts'

const catalogueOf = (models: ModelOverrides = {}) =>
  createCatalogue({ account: '123456789012', models })
const catalogue = catalogueOf()

function list(input: JsonObject = {}, region = 'us-east-1'): JsonObject[] {
  const output = listFoundationModels(callOf('ListFoundationModels', { input, region }), catalogue)
  return output['modelSummaries'] as JsonObject[]
}

describe('ListFoundationModels', () => {
  test("lists what AWS lists, without retired models, with AWS's keys", () => {
    const all = list()
    expect(all.length).toBeGreaterThan(100)
    expect(JSON.stringify(all.find(({ modelId }) => modelId === 'amazon.nova-pro-v1:0'))).toBe(
      '{"customizationsSupported":[],"inferenceTypesSupported":["ON_DEMAND","INFERENCE_PROFILE"],' +
        '"inputModalities":["TEXT","IMAGE","VIDEO"],' +
        '"modelArn":"arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-pro-v1:0",' +
        '"modelId":"amazon.nova-pro-v1:0","modelLifecycle":{"status":"ACTIVE"},"modelName":"Nova Pro",' +
        '"outputModalities":["TEXT"],"providerName":"Amazon","responseStreamingSupported":true}',
    )
    expect(all.map(({ modelId }) => modelId)).not.toContain('amazon.titan-text-express-v1')
  })

  test('filters by provider, in any case', () => {
    for (const byProvider of ['Anthropic', 'anthropic']) {
      const models = list({ byProvider })
      expect(models.length).toBeGreaterThan(10)
      expect(new Set(models.map(({ providerName }) => providerName))).toEqual(
        new Set(['Anthropic']),
      )
    }
  })

  test('an unknown provider has no models', () => {
    expect(list({ byProvider: 'Nobody' })).toEqual([])
  })

  test('filters by output modality', () => {
    const models = list({ byOutputModality: 'EMBEDDING' })
    expect(models.map(({ modelId }) => modelId)).toContain('amazon.titan-embed-text-v2:0')
    expect(
      models.every(({ outputModalities }) => JSON.stringify(outputModalities) === '["EMBEDDING"]'),
    ).toBe(true)
  })

  test('filters by inference type', () => {
    const ids = list({ byInferenceType: 'ON_DEMAND' }).map(({ modelId }) => modelId)
    expect(ids).toContain('amazon.nova-pro-v1:0')
    expect(ids).not.toContain('anthropic.claude-sonnet-4-6')
  })

  test('filters by customization type', () => {
    const ids = list({ byCustomizationType: 'DISTILLATION' }).map(({ modelId }) => modelId)
    expect(ids).toContain('amazon.nova-pro-v1:0:300k')
    expect(ids).not.toContain('amazon.nova-pro-v1:0')
  })

  test('combines filters', () => {
    const models = list({
      byProvider: 'cohere',
      byOutputModality: 'EMBEDDING',
      byInferenceType: 'PROVISIONED',
    })
    expect(models.map(({ modelId }) => modelId)).toEqual([
      'cohere.embed-english-v3:0:512',
      'cohere.embed-multilingual-v3:0:512',
    ])
  })
})

describe('GetFoundationModel', () => {
  const get = (modelIdentifier: string, region = 'us-east-1') =>
    getFoundationModel(
      callOf('GetFoundationModel', { input: { modelIdentifier }, region }),
      catalogue,
    )

  test('finds a model by id and by ARN', () => {
    const byId = get('amazon.nova-pro-v1:0')
    expect(byId).toEqual({
      modelDetails: list().find(({ modelId }) => modelId === 'amazon.nova-pro-v1:0'),
    })
    expect(get('arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-pro-v1:0')).toEqual(byId)
  })

  test.each(['amazon.nothing-v1:0', 'us.amazon.nova-pro-v1:0', 'luma.ray-v2:0', ''])(
    '%j is not found',
    (id) => {
      expect(() => get(id)).toThrow(
        expect.objectContaining({
          name: 'ResourceNotFoundException',
          status: 404,
          message: 'Model not found.',
        }),
      )
    },
  )
})

describe('GetFoundationModelAvailability', () => {
  const ask = (modelId: string, models: ModelOverrides = {}, region = 'us-east-1') =>
    getFoundationModelAvailability(
      callOf('GetFoundationModelAvailability', { input: { modelId }, region }),
      catalogueOf(models),
    )

  test('a model is available', () => {
    expect(JSON.stringify(ask('amazon.nova-pro-v1:0'))).toBe(
      '{"agreementAvailability":{"status":"AVAILABLE"},"authorizationStatus":"AUTHORIZED",' +
        '"entitlementAvailability":"AVAILABLE","modelId":"amazon.nova-pro-v1:0","regionAvailability":"AVAILABLE"}',
    )
  })

  test('except those that the config denies, and those of another region', () => {
    const models = { 'amazon.nova-pro-v1:0': { access: 'denied' as const } }
    expect(ask('amazon.nova-pro-v1:0', models)).toMatchObject({
      agreementAvailability: { status: 'NOT_AVAILABLE' },
      authorizationStatus: 'NOT_AUTHORIZED',
    })
    expect(ask('luma.ray-v2:0')).toMatchObject({ regionAvailability: 'NOT_AVAILABLE' })
  })

  test('an unknown model is not found', () => {
    expect(() => ask('amazon.nothing-v1:0')).toThrow(
      expect.objectContaining({ name: 'ResourceNotFoundException' }),
    )
  })
})
