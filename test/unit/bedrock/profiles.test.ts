import { beforeEach, describe, expect, test } from 'vitest'
import { createCatalogue } from '../../../server/models/models.ts'
import {
  createInferenceProfile,
  deleteInferenceProfile,
  getInferenceProfile,
  listInferenceProfiles,
} from '../../../server/bedrock/profiles.ts'
import type { JsonObject } from '../../../server/json.ts'
import { Session } from '../../../server/sessions.ts'
import { callOf } from '../../support/calls.ts'
import type { CallValues } from '../../support/calls.ts'

const catalogue = createCatalogue({ account: '123456789012' })
let session: Session
beforeEach(() => {
  session = new Session('test')
})

const call = (name: string, values: CallValues) =>
  callOf(name, { ...values, session, receivedAt: 1_790_000_000_123 })

const list = (input: JsonObject = {}, region = 'us-east-1') =>
  listInferenceProfiles(call('ListInferenceProfiles', { input, region }), catalogue) as {
    inferenceProfileSummaries: JsonObject[]
    nextToken?: string
  }

const get = (inferenceProfileIdentifier: string, region = 'us-east-1') =>
  getInferenceProfile(
    call('GetInferenceProfile', { input: { inferenceProfileIdentifier }, region }),
    catalogue,
  )

const remove = (inferenceProfileIdentifier: string) =>
  deleteInferenceProfile(
    call('DeleteInferenceProfile', { input: { inferenceProfileIdentifier } }),
    catalogue,
  )

const HAIKU = 'anthropic.claude-haiku-4-5-20251001-v1:0'
const GLOBAL_HAIKU = `arn:aws:bedrock:us-east-1:123456789012:inference-profile/global.${HAIKU}`
const NOVA = 'arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-pro-v1:0'

function create(name: string, more: JsonObject = {}, region = 'us-east-1'): string {
  const body = { inferenceProfileName: name, modelSource: { copyFrom: NOVA }, ...more }
  const output = createInferenceProfile(call('CreateInferenceProfile', { body, region }), catalogue)
  expect(Object.keys(output)).toEqual(['inferenceProfileArn', 'status'])
  return output['inferenceProfileArn'] as string
}

const idOf = (arn: string) => arn.slice(arn.indexOf('/') + 1)
const named = (name: string) => expect.objectContaining({ name })

describe('system profiles', () => {
  test.each([
    ['us-east-1', ['us', 'global']],
    ['eu-west-1', ['eu', 'global']],
    ['ap-northeast-1', ['apac', 'jp', 'global']],
    ['ap-southeast-2', ['apac', 'au', 'global']],
    ['ap-south-1', ['apac', 'global']],
    ['af-south-1', ['global']],
  ])('%s lists those of %j', (region, prefixes) => {
    const ids = list({}, region).inferenceProfileSummaries.map(
      (profile) => profile['inferenceProfileId'] as string,
    )
    expect(new Set(ids.map((id) => id.slice(0, id.indexOf('.'))))).toEqual(new Set(prefixes))
  })

  test('a geographic one names a model in each destination', () => {
    expect(get('eu.amazon.nova-pro-v1:0', 'eu-west-1')).toMatchObject({
      description:
        'Routes requests to Nova Pro in eu-central-1, eu-north-1, eu-west-1 and eu-west-3.',
      inferenceProfileArn:
        'arn:aws:bedrock:eu-west-1:123456789012:inference-profile/eu.amazon.nova-pro-v1:0',
      inferenceProfileName: 'EU Nova Pro',
      models: ['eu-central-1', 'eu-north-1', 'eu-west-1', 'eu-west-3'].map((region) => ({
        modelArn: `arn:aws:bedrock:${region}::foundation-model/amazon.nova-pro-v1:0`,
      })),
      type: 'SYSTEM_DEFINED',
    })
  })

  test("a global one names its model without a region and in the caller's", () => {
    expect(get(`global.${HAIKU}`, 'eu-west-1')).toMatchObject({
      description:
        'Routes requests to Anthropic Claude Haiku 4.5 globally across all supported AWS Regions.',
      models: [
        { modelArn: `arn:aws:bedrock:::foundation-model/${HAIKU}` },
        { modelArn: `arn:aws:bedrock:eu-west-1::foundation-model/${HAIKU}` },
      ],
    })
  })

  test('are found by ARN', () => {
    expect(get(GLOBAL_HAIKU)).toEqual(get(`global.${HAIKU}`))
  })

  test.each([
    'eu.amazon.nova-pro-v1:0',
    'amazon.nova-pro-v1:0',
    GLOBAL_HAIKU.replace('us-east-1', 'eu-west-1'),
    GLOBAL_HAIKU.replace('inference-profile', 'application-inference-profile'),
  ])('%s is not found in us-east-1', (id) => {
    expect(() => get(id)).toThrow(named('ResourceNotFoundException'))
  })

  test('cannot be deleted', () => {
    expect(() => remove(GLOBAL_HAIKU)).toThrow(named('ValidationException'))
  })
})

describe('paging', () => {
  test('lists all of them, once each', () => {
    const all = list().inferenceProfileSummaries
    const seen: JsonObject[] = []
    let nextToken: string | undefined
    do {
      const page = list({ maxResults: '25', ...(nextToken !== undefined && { nextToken }) })
      expect(page.inferenceProfileSummaries.length).toBeLessThanOrEqual(25)
      seen.push(...page.inferenceProfileSummaries)
      nextToken = page.nextToken
    } while (nextToken !== undefined)
    expect(seen).toEqual(all)
  })

  test('the last or only page has no token', () => {
    const { length } = list().inferenceProfileSummaries
    expect(list()).not.toHaveProperty('nextToken')
    expect(list({ maxResults: String(length) })).not.toHaveProperty('nextToken')
    expect(list({ maxResults: String(length - 1) })).toHaveProperty('nextToken')
  })

  test('a profile deleted in between shifts nothing', () => {
    const arns = ['one', 'two', 'three', 'four'].map((name) => create(name))
    const page = (input: JsonObject) =>
      list({ typeEquals: 'APPLICATION', maxResults: '2', ...input })
    const names = (input: JsonObject) =>
      page(input).inferenceProfileSummaries.map((profile) => profile['inferenceProfileName'])
    const { nextToken = '' } = page({})
    remove(arns[0] ?? '')
    expect(names({ nextToken })).toEqual(['three', 'four'])
  })

  test.each(['x', 'bm9uc2Vuc2U=', '!!!'])('rejects the token %j', (nextToken) => {
    expect(() => list({ nextToken })).toThrow(named('ValidationException'))
  })
})

describe('application profiles', () => {
  test('are created from a foundation model', () => {
    const arn = create('mine', { description: 'for tests' })
    expect(arn).toMatch(
      /^arn:aws:bedrock:us-east-1:123456789012:application-inference-profile\/[a-z0-9]{12}$/,
    )
    const createdAt = '2026-09-21T14:13:20.123000Z'
    expect(JSON.stringify(get(arn))).toBe(
      JSON.stringify({
        createdAt,
        description: 'for tests',
        inferenceProfileArn: arn,
        inferenceProfileId: idOf(arn),
        inferenceProfileName: 'mine',
        models: [{ modelArn: NOVA }],
        status: 'ACTIVE',
        toolboxArn: null,
        type: 'APPLICATION',
        updatedAt: createdAt,
      }),
    )
    expect(get(idOf(arn))).toEqual(get(arn))
  })

  test('have the models of their system profile', () => {
    const arn = create('mine', { modelSource: { copyFrom: GLOBAL_HAIKU } })
    expect(get(arn)['models']).toEqual(get(GLOBAL_HAIKU)['models'])
  })

  test('have a null description if none was given', () => {
    expect(get(create('mine'))['description']).toBeNull()
    expect(list({ typeEquals: 'APPLICATION' }).inferenceProfileSummaries[0]).not.toHaveProperty(
      'description',
    )
  })

  test('are listed only on request', () => {
    const arn = create('mine')
    const arns = (input: JsonObject) =>
      list(input).inferenceProfileSummaries.map((profile) => profile['inferenceProfileArn'])
    expect(arns({})).not.toContain(arn)
    expect(arns({ typeEquals: 'SYSTEM_DEFINED' })).not.toContain(arn)
    expect(arns({ typeEquals: 'APPLICATION' })).toEqual([arn])
  })

  test('a model id refers to its base model, by id or ARN', () => {
    const arn = create('mine', { modelSource: { copyFrom: GLOBAL_HAIKU } })
    for (const sent of [arn, idOf(arn)]) {
      expect(catalogue.resolve(sent, 'us-east-1', session)).toMatchObject({
        sent,
        kind: 'application-profile',
        resource: `application-inference-profile/${idOf(arn)}`,
        foundation: HAIKU,
        family: { name: 'claude-4-5' },
      })
    }
  })

  test('belong to their session and region', () => {
    const arn = create('mine')
    expect(catalogue.resolve(arn, 'us-east-1', new Session('other')).foundation).toBeUndefined()
    expect(catalogue.resolve(idOf(arn), 'eu-west-1', session).kind).toBe('unknown')
    expect(() => get(idOf(arn), 'eu-west-1')).toThrow(named('ResourceNotFoundException'))
    session.reset()
    expect(() => get(arn)).toThrow(named('ResourceNotFoundException'))
  })

  test('are gone when deleted', () => {
    const arn = create('mine')
    expect(remove(arn)).toEqual({})
    expect(() => get(arn)).toThrow(named('ResourceNotFoundException'))
    expect(() => remove(arn)).toThrow(named('ResourceNotFoundException'))
    expect(catalogue.resolve(arn, 'us-east-1', session).foundation).toBeUndefined()
  })

  test('the same request with the same token creates one', () => {
    const clientRequestToken = 'token-1'
    const arn = create('mine', { clientRequestToken })
    expect(create('mine', { clientRequestToken })).toBe(arn)
    expect(list({ typeEquals: 'APPLICATION' }).inferenceProfileSummaries).toHaveLength(1)
  })

  test('another request with the same token is rejected', () => {
    create('mine', { clientRequestToken: 'token-1' })
    expect(() => create('yours', { clientRequestToken: 'token-1' })).toThrow(
      named('ConflictException'),
    )
  })

  test('a name is unique in a region', () => {
    create('mine')
    expect(() => create('mine')).toThrow(named('ConflictException'))
    expect(() => create('mine', {}, 'us-west-2')).not.toThrow()
  })

  test.each([
    'arn:aws:bedrock:us-east-1::foundation-model/acme.nothing-v1:0',
    'arn:aws:bedrock:us-east-1:123456789012:inference-profile/eu.amazon.nova-pro-v1:0',
    'arn:aws:bedrock:us-east-1:123456789012:provisioned-model/abcdefghijkl',
    '',
  ])('cannot be created from %j', (copyFrom) => {
    expect(() => create('mine', { modelSource: { copyFrom } })).toThrow(
      named('ResourceNotFoundException'),
    )
  })

  test('are limited to a thousand', () => {
    for (let i = 0; i < 1000; i++) create(`profile-${i}`)
    expect(() => create('one too many')).toThrow(named('ServiceQuotaExceededException'))
  })
})
