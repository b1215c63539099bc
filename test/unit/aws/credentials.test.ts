import { describe, expect, test } from 'vitest'
import {
  createCredentials,
  forgetClientEndpoints,
  isPlaceholder,
} from '../../../server/aws/credentials.ts'

describe('credentials', () => {
  test.each([
    'local',
    'test',
    'dummy',
    'mock',
    'fake',
    'example',
    'TEST',
    'AKIAIOSFODNN7EXAMPLE',
    'your-key',
    'x',
  ])('%s is a placeholder', (value) => {
    expect(isPlaceholder(value)).toBe(true)
  })

  test.each(['AKIA2E0A8F3B244C9986', 'ASIAQWERTYUIOPASDFGH', 'ABSKQmVkcm9ja0FQSUtleS1hYmNk'])(
    '%s may be a real one',
    (value) => {
      expect(isPlaceholder(value)).toBe(false)
    },
  )

  test('endpoints exported for clients are forgotten, everything else stays', () => {
    const env = {
      AWS_ENDPOINT_URL: 'http://localhost:4577',
      AWS_ENDPOINT_URL_BEDROCK_RUNTIME: 'http://localhost:4577',
      AWS_ENDPOINT_URL_STS: 'http://localhost:4577',
      AWS_REGION: 'us-east-1',
    }
    forgetClientEndpoints(env)
    expect(env).toEqual({ AWS_REGION: 'us-east-1' })
  })

  test('a Bedrock API key comes first, as in the SDKs', async () => {
    const source = createCredentials({ env: { AWS_BEARER_TOKEN_BEDROCK: 'ABSKabc' } })
    expect(await source.get()).toEqual({
      kind: 'bearer',
      token: 'ABSKabc',
      from: 'AWS_BEARER_TOKEN_BEDROCK',
    })
    expect(await source.describe()).toEqual({
      ok: true,
      text: 'Bedrock API key from AWS_BEARER_TOKEN_BEDROCK',
    })
  })
})
