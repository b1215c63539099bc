import { expect, test } from 'vitest'
import { formatArn, isArn, parseArn } from '../../../server/aws/arn.ts'

test.each([
  [
    'arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-micro-v1:0',
    ['aws', 'bedrock', 'us-east-1', '', 'foundation-model', 'amazon.nova-micro-v1:0'],
  ],
  [
    'arn:aws:bedrock:::foundation-model/anthropic.claude-sonnet-4-6',
    ['aws', 'bedrock', '', '', 'foundation-model', 'anthropic.claude-sonnet-4-6'],
  ],
  [
    'arn:aws-us-gov:bedrock:us-gov-west-1:123456789012:custom-model/amazon.titan-text-lite-v1:0:4k/abcdefghijkl',
    [
      'aws-us-gov',
      'bedrock',
      'us-gov-west-1',
      '123456789012',
      'custom-model',
      'amazon.titan-text-lite-v1:0:4k/abcdefghijkl',
    ],
  ],
  [
    'arn:aws:sagemaker:us-east-1:123456789012:endpoint/my-endpoint',
    ['aws', 'sagemaker', 'us-east-1', '123456789012', 'endpoint', 'my-endpoint'],
  ],
  [
    'arn:aws:sns:us-east-1:123456789012:topic',
    ['aws', 'sns', 'us-east-1', '123456789012', '', 'topic'],
  ],
])(
  'parses %s and puts it together again',
  (text, [partition, service, region, account, type, id]) => {
    const arn = parseArn(text)
    expect(arn).toEqual({ partition, service, region, account, type, id })
    expect(arn && formatArn(arn)).toBe(text)
  },
)

test.each([
  'arn:',
  'arn:aws:bedrock',
  'arn:gcp:bedrock:us-east-1::x/y',
  'arn:aws:bedrock:us-east-1:12345:x/y',
])('does not accept %s as an ARN', (text) => {
  expect(parseArn(text)).toBeUndefined()
})

test('distinguishes an ARN from an id', () => {
  expect(isArn('arn:aws:bedrock:us-east-1::foundation-model/x')).toBe(true)
  expect(isArn('amazon.nova-micro-v1:0')).toBe(false)
})
