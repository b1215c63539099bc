import { describe, expect, test } from 'vitest'
import { bedrockHost } from '../../../server/resolve/hosts.ts'

describe("Bedrock's hosts", () => {
  test.each([
    ['runtime', 'us-east-1', {}, 'https://bedrock-runtime.us-east-1.amazonaws.com'],
    ['agents', 'us-west-2', {}, 'https://bedrock-agent-runtime.us-west-2.amazonaws.com'],
    ['control', 'eu-central-1', {}, 'https://bedrock.eu-central-1.amazonaws.com'],
    [
      'runtime',
      'us-gov-west-1',
      { fips: true },
      'https://bedrock-runtime-fips.us-gov-west-1.amazonaws.com',
    ],
    [
      'control',
      'us-east-1',
      { fips: true, dualStack: true },
      'https://bedrock-fips.us-east-1.api.aws',
    ],
    ['runtime', 'eu-west-1', { dualStack: true }, 'https://bedrock-runtime.eu-west-1.api.aws'],
    ['runtime', 'cn-north-1', {}, 'https://bedrock-runtime.cn-north-1.amazonaws.com.cn'],
    ['runtime', 'eusc-de-east-1', {}, 'https://bedrock-runtime.eusc-de-east-1.amazonaws.eu'],
  ] as const)('%s in %s %j', (plane, region, options, host) => {
    expect(bedrockHost(plane, region, options)).toBe(host)
  })
})
