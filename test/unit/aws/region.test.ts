import { expect, test } from 'vitest'
import { isRegion, partitionOf, regionOf } from '../../../server/aws/region.ts'

test.each([
  'us-east-1',
  'eu-north-1',
  'ap-southeast-2',
  'ca-central-1',
  'us-gov-west-1',
  'us-isob-east-1',
  'mx-central-1',
  'cn-northwest-1',
  'eusc-de-east-1',
])('accepts %s as a region', (region) => {
  expect(isRegion(region)).toBe(true)
})

test.each([
  '',
  'local',
  'us-east',
  'us--1',
  'US-EAST-1',
  'us-east-1.evil.example',
  'us-east-1/x',
  'us-east-1\n',
])('does not accept %j as a region', (region) => {
  expect(isRegion(region)).toBe(false)
})

const signed = (scope: string) =>
  `AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/${scope}, SignedHeaders=host;x-amz-date, Signature=00`

test('reads the region from the signature', () => {
  expect(regionOf(signed('20261120/eu-west-1/bedrock/aws4_request'))).toBe('eu-west-1')
})

test.each([
  ['no header', undefined],
  ['a bearer key', 'Bearer bedrock-api-key-abc'],
  ['a scope without a date', signed('eu-west-1/bedrock/aws4_request')],
  ['a region with an invalid format', signed('20261120/evil.example/bedrock/aws4_request')],
])('%s has no region', (_, header) => {
  expect(regionOf(header)).toBeUndefined()
})

test('knows the partition of a region', () => {
  expect(partitionOf('us-east-1')).toBe('aws')
  expect(partitionOf('us-gov-west-1')).toBe('aws-us-gov')
  expect(partitionOf('eusc-de-east-1')).toBe('aws-eusc')
  expect(partitionOf('us-iso-east-1')).toBe('aws-iso')
  expect(partitionOf('eu-isoe-west-1')).toBe('aws-iso-e')
  expect(partitionOf('cn-north-1')).toBe('aws-cn')
})
