import { beforeEach, expect, test } from 'vitest'
import { createCatalogue } from '../../../server/models/models.ts'
import { createInferenceProfile } from '../../../server/bedrock/profiles.ts'
import { listTagsForResource, tagResource, untagResource } from '../../../server/bedrock/tags.ts'
import type { JsonObject } from '../../../server/json.ts'
import { Session } from '../../../server/sessions.ts'
import { callOf } from '../../support/calls.ts'

const catalogue = createCatalogue({ account: '123456789012' })
let session: Session
let resourceARN: string

function create(tags: JsonObject[], inferenceProfileName = 'mine'): string {
  const copyFrom = 'arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-pro-v1:0'
  const body = { inferenceProfileName, modelSource: { copyFrom }, tags }
  const call = callOf('CreateInferenceProfile', { body, session })
  return createInferenceProfile(call, catalogue)['inferenceProfileArn'] as string
}

beforeEach(() => {
  session = new Session('test')
  resourceARN = create([{ key: 'team', value: 'blue' }])
})

const tagCall = (name: string, body: JsonObject) => callOf(name, { body, session })
const tag = (tags: JsonObject[]) => tagResource(tagCall('TagResource', { resourceARN, tags }))
const untag = (tagKeys: string[]) =>
  untagResource(tagCall('UntagResource', { resourceARN, tagKeys }))
const list = (arn = resourceARN) =>
  listTagsForResource(tagCall('ListTagsForResource', { resourceARN: arn }))
const many = (count: number) =>
  Array.from({ length: count }, (_, i) => ({ key: `key-${i}`, value: 'x' }))
const named = (name: string) => expect.objectContaining({ name })

test('tags set at creation are listed', () => {
  expect(list()).toEqual({ tags: [{ key: 'team', value: 'blue' }] })
})

test('tags are added, and replaced by key', () => {
  expect(
    tag([
      { key: 'team', value: 'red' },
      { key: 'empty', value: '' },
    ]),
  ).toEqual({})
  expect(list()).toEqual({
    tags: [
      { key: 'team', value: 'red' },
      { key: 'empty', value: '' },
    ],
  })
})

test('tags are removed; unknown keys are ignored', () => {
  expect(untag(['team', 'nothing'])).toEqual({})
  expect(list()).toEqual({ tags: [] })
})

test('a resource has at most fifty', () => {
  tag(many(49))
  expect(() => tag([{ key: 'one more', value: '' }])).toThrow(
    expect.objectContaining({
      name: 'TooManyTagsException',
      status: 400,
      members: { resourceName: resourceARN },
    }),
  )
  expect(() => create(many(51), 'other')).toThrow(named('TooManyTagsException'))
  expect(list()['tags']).toHaveLength(50)
})

test('a duplicate key, or one reserved by AWS, is rejected', () => {
  expect(() =>
    tag([
      { key: 'a', value: '1' },
      { key: 'a', value: '2' },
    ]),
  ).toThrow(named('ValidationException'))
  expect(() => tag([{ key: 'aws:team', value: '1' }])).toThrow(named('ValidationException'))
})

test('a missing resource has no tags', () => {
  for (const arn of [
    'arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/nothinghere1',
    'arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.amazon.nova-pro-v1:0',
    'arn:aws:bedrock:us-east-1:123456789012:provisioned-model/abcdefghijkl',
    'nonsense',
  ]) {
    expect(() => list(arn)).toThrow(named('ResourceNotFoundException'))
  }
})
