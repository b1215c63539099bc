import { describe, expect, test } from 'vitest'
import { createCatalogue } from '../../../server/models/models.ts'
import type { ModelOverrides } from '../../../server/models/models.ts'
import { Session } from '../../../server/sessions.ts'

const ACCOUNT = '123456789012'
const session = new Session('test')

function resolve(sent: string, region = 'us-east-1', models: ModelOverrides = {}) {
  return createCatalogue({ account: ACCOUNT, models }).resolve(sent, region, session)
}

describe('forms of a model id', () => {
  test('a foundation model, by id, ARN or an ARN without region, is one resource', () => {
    for (const sent of [
      'amazon.nova-micro-v1:0',
      'arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-micro-v1:0',
      'arn:aws:bedrock:::foundation-model/amazon.nova-micro-v1:0',
    ]) {
      expect(resolve(sent)).toMatchObject({
        sent,
        kind: 'foundation',
        resource: 'amazon.nova-micro-v1:0',
        foundation: 'amazon.nova-micro-v1:0',
        family: { name: 'nova-micro' },
        entry: { modelName: 'Nova Micro' },
      })
    }
  })

  test('a system profile, by id or ARN, has its model and is a separate resource', () => {
    for (const sent of [
      'us.amazon.nova-micro-v1:0',
      `arn:aws:bedrock:us-east-1:${ACCOUNT}:inference-profile/us.amazon.nova-micro-v1:0`,
    ]) {
      expect(resolve(sent)).toMatchObject({
        kind: 'profile',
        resource: 'us.amazon.nova-micro-v1:0',
        profile: 'us.amazon.nova-micro-v1:0',
        foundation: 'amazon.nova-micro-v1:0',
      })
    }
  })

  test.each([
    [`arn:aws:bedrock:us-east-1:${ACCOUNT}:provisioned-model/abcdefghijkl`, 'provisioned'],
    [`arn:aws:bedrock:us-east-1:${ACCOUNT}:custom-model-deployment/abcdefghijkl`, 'deployment'],
    [`arn:aws:bedrock:us-east-1:${ACCOUNT}:imported-model/abcdefghijkl`, 'imported'],
    [
      `arn:aws:bedrock:us-east-1:${ACCOUNT}:application-inference-profile/abcdefghijkl`,
      'application-profile',
    ],
    [`arn:aws:bedrock:us-east-1:${ACCOUNT}:prompt/ABCDEFGHIJ:1`, 'prompt'],
    [`arn:aws:bedrock:us-east-1:${ACCOUNT}:prompt-router/abcdefghijkl`, 'router'],
    [`arn:aws:bedrock:us-east-1:${ACCOUNT}:default-prompt-router/anthropic.claude:1`, 'router'],
    [`arn:aws:sagemaker:us-east-1:${ACCOUNT}:endpoint/my-endpoint`, 'marketplace'],
  ])('%s does not contain its model', (sent, kind) => {
    const model = resolve(sent)
    expect(model).toMatchObject({ kind, resource: sent.slice(sent.indexOf(`${ACCOUNT}:`) + 13) })
    expect(model.foundation).toBeUndefined()
  })

  test('a custom model belongs to the family of its base model', () => {
    const sent = `arn:aws:bedrock:us-east-1:${ACCOUNT}:custom-model/amazon.nova-micro-v1:0:128k/abcdefghijkl`
    expect(resolve(sent)).toMatchObject({ kind: 'custom', family: { name: 'nova-micro' } })
  })

  test.each([
    'amazon.nova-micro',
    'amazon.nova-micro-v1',
    'us.amazon.nova-micro',
    'amazon.nova-mirco-v1:0',
    'anthropic.claude-3-haiku',
    'anthropic.claude-3-haiku-20240307',
    'anthropic.claude-3-haiku-20240307-v1',
    'anthropic.claude-3-hiaku-20240307-v1:0',
    'anthropic.claude-sonnet-4',
    'us.anthropic.claude-sonnet-4-5',
    'anthropic.claude-opus',
    'anthropic.claude-opus-4-7-v1:0:0',
    'meta.llama3-1-8b-instruct',
    'mistral.mistral-large',
    'mistral.mistral-large-2402',
    'cohere.command-r',
    'cohere.embed-english',
    'cohere.rerank-v3-5',
    'openai.gpt-oss-120b',
    'qwen.qwen3-32b',
    'google.gema-3-27b-it',
    'deepseek.r1',
    'deepseek.v3',
    'writer.palmyra-x5',
    'zai.glm',
    'amazon.titan-embed-text',
    'amazon.titan-embed-text-v2',
    'arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-micro',
  ])('%s lacks its version or is misspelt', (sent) => {
    expect(resolve(sent)).toMatchObject({ kind: 'unknown' })
    expect(resolve(sent).family).toBeUndefined()
  })

  test.each([
    ['amazon.nova-3-lite-v1:0', undefined],
    ['amazon.nova-pro-v2:0', 'nova'],
    ['anthropic.claude-haiku-4-6', 'claude-4-5'],
    ['anthropic.claude-opus-4-9', 'claude'],
    ['anthropic.claude-sonnet-6-1', 'claude'],
    ['anthropic.claude-3-5-sonnet-20250101-v3:0', 'claude-3-5-sonnet'],
    ['meta.llama5-70b-instruct-v1:0', 'llama'],
    ['mistral.mistral-large-2607-v1:0', 'mistral'],
    ['mistral.mistral-medium-2607', 'mistral'],
    ['qwen.qwen4-next-90b', 'qwen'],
    ['openai.gpt-7', 'gpt'],
    ['zai.glm-6', 'glm'],
    ['cohere.embed-v5:0', 'cohere-embed'],
    ['moonshotai.kimi-k4', 'kimi'],
  ])('%s may be newer than the catalogue', (sent, family) => {
    expect(resolve(sent).family?.name).toBe(family)
  })

  test('the base of a custom model may lack its version', () => {
    const arn = `arn:aws:bedrock:us-east-1:${ACCOUNT}:custom-model/amazon.nova-micro-v1/abcdefghijkl`
    expect(resolve(arn)).toMatchObject({ kind: 'custom', family: { name: 'nova-micro' } })
  })

  test('an id in a known format that the catalogue lacks is accepted, marked as unlisted', () => {
    const model = resolve('anthropic.claude-opus-9')
    expect(model).toMatchObject({ kind: 'foundation', family: { name: 'claude' }, unlisted: true })
    expect(model.entry).toBeUndefined()
    expect(resolve('us.anthropic.claude-opus-9')).toMatchObject({ kind: 'profile', unlisted: true })
  })

  test('a retired model is known and marked', () => {
    expect(resolve('amazon.titan-text-express-v1')).toMatchObject({
      retired: true,
      kind: 'foundation',
    })
    expect(resolve('amazon.titan-text-express-v1').unlisted).toBeUndefined()
    expect(resolve('us.anthropic.claude-3-7-sonnet-20250219-v1:0')).toMatchObject({
      kind: 'profile',
      retired: true,
    })
  })

  test.each([
    'does-not-exist',
    'acme.model-v1:0',
    'us.amazon.nova-micro-v1:O',
    'us.acme.model-v1:0',
    'abcdefghijkl',
    'arn:aws:bedrock:us-east-1',
    'arn:aws:bedrock:us-east-1::foundation-model/us.amazon.nova-micro-v1:0',
    `arn:aws:bedrock:us-east-1:${ACCOUNT}:guardrail/abcdefghijkl`,
    `arn:aws:s3:us-east-1:${ACCOUNT}:bucket/x`,
    'constructor',
    '__proto__',
    '',
  ])('%j is not a model', (sent) => {
    expect(resolve(sent).kind).toBe('unknown')
  })
})

describe('regions', () => {
  test.each([
    ['eu.amazon.nova-micro-v1:0', 'us-east-1', 'unknown'],
    ['us.amazon.nova-micro-v1:0', 'eu-west-1', 'unknown'],
    ['eu.amazon.nova-micro-v1:0', 'eu-west-1', 'profile'],
    ['apac.amazon.nova-micro-v1:0', 'ap-south-1', 'profile'],
    ['jp.anthropic.claude-sonnet-4-6', 'ap-northeast-1', 'profile'],
    ['jp.anthropic.claude-sonnet-4-6', 'ap-southeast-2', 'unknown'],
    ['au.anthropic.claude-sonnet-4-6', 'ap-southeast-2', 'profile'],
    ['us-gov.anthropic.claude-sonnet-4-5-20250929-v1:0', 'us-gov-west-1', 'profile'],
    ['global.anthropic.claude-sonnet-4-6', 'af-south-1', 'profile'],
    ['global.anthropic.claude-sonnet-4-6', 'us-gov-west-1', 'unknown'],
  ])('%s in %s is %s', (sent, region, kind) => {
    expect(resolve(sent, region).kind).toBe(kind)
  })

  test('the region of a profile ARN decides whether it has the prefix', () => {
    const sent = `arn:aws:bedrock:eu-west-1:${ACCOUNT}:inference-profile/eu.amazon.nova-micro-v1:0`
    expect(resolve(sent, 'us-east-1').kind).toBe('profile')
  })

  test('models of us-west-2 are listed only there', () => {
    const catalogue = createCatalogue({ account: ACCOUNT })
    const ids = (region: string) => catalogue.list({}, region).map(({ modelId }) => modelId)
    expect(ids('us-west-2')).toContain('luma.ray-v2:0')
    expect(ids('us-east-1')).not.toContain('luma.ray-v2:0')
    expect(new Set(ids('us-west-2')).size).toBe(ids('us-west-2').length)
    expect(resolve('deepseek.v3-v1:0', 'us-east-1').unlisted).toBe(true)
    expect(resolve('deepseek.v3-v1:0', 'us-west-2').unlisted).toBeUndefined()
  })

  test("an entry's ARN has the caller's region and partition", () => {
    expect(resolve('amazon.nova-micro-v1:0', 'eu-west-1').entry?.['modelArn']).toBe(
      'arn:aws:bedrock:eu-west-1::foundation-model/amazon.nova-micro-v1:0',
    )
    expect(resolve('amazon.nova-micro-v1:0', 'us-gov-west-1').entry?.['modelArn']).toBe(
      'arn:aws-us-gov:bedrock:us-gov-west-1::foundation-model/amazon.nova-micro-v1:0',
    )
  })
})

describe('model overrides in the config', () => {
  test('label a model', () => {
    const model = resolve('us.amazon.nova-pro-v1:0', 'us-east-1', {
      'amazon.nova-pro-v1:0': { access: 'denied', lifecycle: 'legacy', notReady: true },
    })
    expect(model).toMatchObject({
      access: 'denied',
      lifecycle: 'legacy',
      notReady: true,
      entry: { modelLifecycle: { status: 'LEGACY' } },
    })
  })

  test('remove and add on-demand throughput', () => {
    const models = {
      'amazon.nova-pro-v1:0': { onDemand: false },
      'amazon.nova-2-lite-v1:0': { onDemand: true },
      'google.gemma-3-4b-it': { onDemand: false },
    }
    const types = (id: string) =>
      resolve(id, 'us-east-1', models).entry?.['inferenceTypesSupported']
    expect(types('amazon.nova-pro-v1:0')).toEqual(['INFERENCE_PROFILE'])
    expect(types('amazon.nova-2-lite-v1:0')).toEqual(['ON_DEMAND', 'INFERENCE_PROFILE'])
    expect(types('google.gemma-3-4b-it')).toEqual(['INFERENCE_PROFILE'])
  })

  test('retire a model, or bring one back', () => {
    const catalogue = createCatalogue({
      account: ACCOUNT,
      models: {
        'amazon.nova-pro-v1:0': { lifecycle: 'endOfLife' },
        'amazon.titan-text-lite-v1': { lifecycle: 'active' },
      },
    })
    const ids = catalogue.list({}, 'us-east-1').map(({ modelId }) => modelId)
    expect(ids).not.toContain('amazon.nova-pro-v1:0')
    expect(ids).toContain('amazon.titan-text-lite-v1')
    expect(catalogue.get('amazon.nova-pro-v1:0', 'us-east-1')).toBeUndefined()
    expect(
      catalogue.resolve('amazon.titan-text-lite-v1', 'us-east-1', session).retired,
    ).toBeUndefined()
  })

  test('add a model with a family', () => {
    const models = {
      'acme.model-v1:0': {
        family: 'claude',
        modelName: 'Acme',
        inputModalities: ['TEXT', 'IMAGE'],
      },
    }
    expect(resolve('acme.model-v1:0', 'us-east-1', models)).toMatchObject({
      kind: 'foundation',
      family: { dialect: 'anthropic' },
      entry: { modelName: 'Acme', providerName: 'acme', inputModalities: ['TEXT', 'IMAGE'] },
    })
    expect(resolve('us.acme.model-v1:0', 'us-east-1', models).kind).toBe('profile')
  })

  test('resolve the model of an ARN that does not contain it', () => {
    const sent = `arn:aws:bedrock:us-east-1:${ACCOUNT}:application-inference-profile/abcdefghijkl`
    const models = { [sent]: { foundation: 'amazon.nova-pro-v1:0' } }
    expect(resolve(sent, 'us-east-1', models)).toMatchObject({
      kind: 'application-profile',
      foundation: 'amazon.nova-pro-v1:0',
    })
  })
})

test('a name is resolved once', () => {
  const catalogue = createCatalogue({ account: ACCOUNT })
  const once = catalogue.resolve('us.amazon.nova-pro-v1:0', 'us-east-1', session)
  expect(catalogue.resolve('us.amazon.nova-pro-v1:0', 'us-east-1', session)).toBe(once)
  expect(catalogue.resolve('us.amazon.nova-pro-v1:0', 'us-west-2', session)).not.toBe(once)
})

test('thousands of invented names are not kept forever', () => {
  const catalogue = createCatalogue({ account: ACCOUNT })
  const first = catalogue.resolve('anthropic.claude-0', 'us-east-1', session)
  for (let i = 1; i <= 2_000; i++) catalogue.resolve(`anthropic.claude-${i}`, 'us-east-1', session)
  expect(catalogue.resolve('anthropic.claude-0', 'us-east-1', session)).not.toBe(first)
})
