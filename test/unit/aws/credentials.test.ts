import dns from 'node:dns'
import { writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { describe, expect, test, vi } from 'vitest'
import {
  createCredentials,
  forgetClientEndpoints,
  isPlaceholder,
} from '../../../server/aws/credentials.ts'
import { temporaryFolder } from '../../support/recorded.ts'

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
    '%s may be real',
    (value) => {
      expect(isPlaceholder(value)).toBe(false)
    },
  )

  test('endpoints exported for clients are ignored, everything else is kept', () => {
    const env = {
      AWS_ENDPOINT_URL: 'http://localhost:4577',
      AWS_ENDPOINT_URL_BEDROCK_RUNTIME: 'http://localhost:4577',
      AWS_ENDPOINT_URL_STS: 'http://localhost:4577',
      AWS_REGION: 'us-east-1',
    }
    forgetClientEndpoints(env)
    expect(env).toEqual({ AWS_REGION: 'us-east-1' })
  })

  test('an endpoint exported for clients in this process is not asked for a role, and stays exported', async () => {
    await using folder = await temporaryFolder()
    const requests: string[] = []
    const client = createServer((request, response) => {
      requests.push(request.url ?? '')
      response.writeHead(500).end()
    })
    await new Promise<void>((resolve) => client.listen(0, '127.0.0.1', resolve))
    const { port } = client.address() as AddressInfo
    const config = join(folder.path, 'config')
    await writeFile(
      config,
      [
        '[profile base]',
        'aws_access_key_id = AKIA2E0A8F3B244C9986',
        'aws_secret_access_key = wJalrXUtnFEMIK7MDENGbPxRfiCY',
        '[profile role]',
        'role_arn = arn:aws:iam::123456789012:role/recorder',
        'source_profile = base',
        'region = us-east-1',
      ].join('\n'),
    )
    const looked: string[] = []
    const lookup = vi
      .spyOn(dns, 'lookup')
      .mockImplementation((name: string, ...rest: unknown[]) => {
        looked.push(name)
        const back = rest.at(-1) as (error: Error) => void
        back(Object.assign(new Error(`no ${name}`), { code: 'ENOTFOUND' }))
      })
    vi.stubEnv('AWS_ENDPOINT_URL', `http://127.0.0.1:${port}`)
    vi.stubEnv('AWS_ENDPOINT_URL_STS', `http://127.0.0.1:${port}`)
    vi.stubEnv('AWS_CONFIG_FILE', config)
    vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', '/nonexistent/credentials')
    try {
      await expect(
        createCredentials({ env: { ...process.env }, profile: 'role' }).get(),
      ).rejects.toMatchObject({ name: 'MissingAuthenticationTokenException' })
      expect(requests).toEqual([])
      expect(looked).toContain('sts.us-east-1.amazonaws.com')
      expect(process.env['AWS_ENDPOINT_URL']).toBe(`http://127.0.0.1:${port}`)
    } finally {
      vi.unstubAllEnvs()
      lookup.mockRestore()
      client.close()
    }
  })

  test('a Bedrock API key takes precedence, as in the SDKs', async () => {
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

describe('keys in the environment', () => {
  const real = {
    AWS_ACCESS_KEY_ID: 'AKIA2E0A8F3B244C9986',
    AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMIK7MDENGbPxRfiCY',
  }

  test('are used, with their session token', async () => {
    const source = createCredentials({ env: { ...real, AWS_SESSION_TOKEN: 'token' } })
    expect(await source.get()).toMatchObject({
      kind: 'keys',
      keys: { accessKeyId: real.AWS_ACCESS_KEY_ID, sessionToken: 'token' },
      from: 'the environment',
    })
  })

  test('that are placeholders are rejected with a message that says what to do', async () => {
    const env = { AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local' }
    vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'true')
    vi.stubEnv('AWS_CONFIG_FILE', '/nonexistent/config')
    vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', '/nonexistent/credentials')
    try {
      const { ok, text } = await createCredentials({ env }).describe()
      expect(ok).toBe(false)
      expect(text).toMatch(/placeholders.*--profile NAME, AWS_BEARER_TOKEN_BEDROCK, or real keys/)
      await expect(createCredentials({ env }).get()).rejects.toMatchObject({
        name: 'MissingAuthenticationTokenException',
        status: 403,
      })
    } finally {
      vi.unstubAllEnvs()
    }
  })

  test.each([
    ['http://localhost:4600', true],
    ['http://[::1]:4600/', true],
    ['http://localhost.example.com', false],
  ])('are not required for an upstream on this machine: %s', async (upstream, ok) => {
    vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'true')
    vi.stubEnv('AWS_CONFIG_FILE', '/nonexistent/config')
    vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', '/nonexistent/credentials')
    try {
      const env = { AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local' }
      expect(await createCredentials({ env, upstream }).describe()).toMatchObject({ ok })
      expect(await createCredentials({ env: {}, upstream }).describe()).toMatchObject({ ok })
      const wanted = createCredentials({ env, upstream, profile: 'none' })
      expect(await wanted.describe()).toMatchObject({ ok: false })
    } finally {
      vi.unstubAllEnvs()
    }
  })

  test('that are set after the start belong to clients', async () => {
    const source = createCredentials({ env: {} })
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIACLIENTSOWNKEY234')
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'any')
    vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'true')
    vi.stubEnv('AWS_CONFIG_FILE', '/nonexistent/config')
    vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', '/nonexistent/credentials')
    try {
      await expect(source.get()).rejects.toMatchObject({
        name: 'MissingAuthenticationTokenException',
      })
    } finally {
      vi.unstubAllEnvs()
    }
  })

  test('a bearer key that is a placeholder is ignored', async () => {
    const source = createCredentials({ env: { ...real, AWS_BEARER_TOKEN_BEDROCK: 'local' } })
    expect(await source.get()).toMatchObject({ kind: 'keys' })
  })
})
