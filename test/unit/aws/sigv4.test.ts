import { describe, expect, test } from 'vitest'
import { canonicalRequest } from '../../../server/aws/canonical-request.ts'
import type { Signable } from '../../../server/aws/canonical-request.ts'
import { sign, signatureOf, stringToSign, verify } from '../../../server/aws/sigv4.ts'
import type { AcceptedKeys } from '../../../server/aws/sigv4.ts'
import suite from '../../vectors/sigv4/cases.json' with { type: 'json' }

const { accessKeyId, secretAccessKey, region, service, date } = suite
const scope = [date.slice(0, 8), region, service]

function signable(one: (typeof suite.cases)[number]): Signable {
  const headers = one.headers.map(([name = '', value = '']) => [name, value] as const)
  return { method: one.method, url: one.url, headers, body: Buffer.from(one.body) }
}

describe("AWS's published test suite", () => {
  test.each(suite.cases.map((one) => [one.name, one] as const))('%s', (_name, one) => {
    const request = signable(one)
    expect(canonicalRequest(request, one.signedHeaders)).toBe(one.canonicalRequest)
    expect(stringToSign(scope, date, one.canonicalRequest)).toBe(one.stringToSign)
    expect(signatureOf(secretAccessKey, scope, date, one.canonicalRequest)).toBe(one.signature)
  })

  test.each(suite.cases.map((one) => [one.name, one] as const))('signing %s', (_name, one) => {
    const token = one.headers.find(([name]) => name === 'X-Amz-Security-Token')?.[1]
    const keys = {
      accessKeyId,
      secretAccessKey,
      ...(token !== undefined && { sessionToken: token }),
    }
    const headers = sign(signable(one), keys, {
      region,
      service,
      now: new Date('2015-08-30T12:36:00Z'),
    })
    expect(Object.fromEntries(headers)['authorization']).toBe(
      `AWS4-HMAC-SHA256 Credential=${accessKeyId}/20150830/us-east-1/service/aws4_request, SignedHeaders=${one.signedHeaders.join(';')}, Signature=${one.signature}`,
    )
  })
})

const now = new Date('2026-03-01T10:00:00Z')
const keys = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey, sessionToken: 'token' }
const known: AcceptedKeys = {
  credentials: [keys, { accessKeyId: 'OLD', secretAccessKey, expired: true }],
  bearer: [{ key: 'ABSKknown' }, { key: 'ABSKexpired', expired: true }],
}

function signed(over: Partial<Signable> = {}, by: Partial<typeof keys> = {}, at = now) {
  const request: Signable = {
    method: 'POST',
    url: '/model/us.anthropic.claude-haiku-4-5-20251001-v1%3A0/converse?b=2&a=1%202',
    headers: [
      ['Host', 'localhost:4577'],
      ['Content-Type', 'application/json'],
    ],
    body: Buffer.from('{}'),
    ...over,
  }
  const more = sign(request, { ...keys, ...by }, { region: 'us-east-1', now: at })
  return { ...request, headers: [...request.headers, ...more] }
}

function replaced(request: Signable, name: string, change: (value: string) => string): Signable {
  return {
    ...request,
    headers: request.headers.map(([key, value]) => [key, key === name ? change(value) : value]),
  }
}

test('a signing key is cached only for its secret, day, region and service', () => {
  const request = signable(suite.cases[0] ?? expect.unreachable())
  const by = (secret: string, over: { region?: string; service?: string; now?: Date } = {}) =>
    Object.fromEntries(
      sign(request, { accessKeyId, secretAccessKey: secret }, { region, service, now, ...over }),
    )['authorization']
  const first = by(secretAccessKey)
  const others = [
    by('another'),
    by(secretAccessKey, { region: 'eu-west-1' }),
    by(secretAccessKey, { service: 'bedrock' }),
    by(secretAccessKey, { now: new Date(now.getTime() + 86_400_000) }),
  ]
  expect(new Set([first, ...others]).size).toBe(5)
  expect(by(secretAccessKey)).toBe(first)
})

describe('verifying', () => {
  test('accepts a correctly signed request, however the path is encoded', () => {
    expect(verify(signed(), known, now)).toBeUndefined()
    const raw = signed({ url: '/model/amazon.nova-micro-v1:0/converse' })
    expect(verify(raw, known, now)).toBeUndefined()
    const arn = signed({
      url: '/model/arn%3aaws%3Abedrock%3Aus-east-1%3A%3Afoundation-model%2Fx.y/invoke',
    })
    expect(verify(arn, known, now)).toBeUndefined()
  })

  test.each([
    [
      'the path',
      (request: Signable) => ({ ...request, url: request.url.replace('haiku', 'opus') }),
    ],
    [
      'the encoding of the path',
      (request: Signable) => ({ ...request, url: request.url.replace('%3A', ':') }),
    ],
    ['the query', (request: Signable) => ({ ...request, url: request.url.replace('b=2', 'b=3') })],
    ['the body', (request: Signable) => ({ ...request, body: Buffer.from('{ }') })],
    ['the method', (request: Signable) => ({ ...request, method: 'PUT' })],
    [
      'the host',
      (request: Signable) =>
        replaced(request, 'Host', () => 'bedrock-runtime.us-east-1.amazonaws.com'),
    ],
  ])('rejects a request whose signature does not match %s', (_what, change) => {
    expect(verify(change(signed()), known, now)).toMatchObject({
      name: 'InvalidSignatureException',
      status: 403,
      message: expect.stringMatching(/^The request signature we calculated does not match/),
    })
  })

  test('no Authorization header', () => {
    const { headers, ...rest } = signed()
    const without = { ...rest, headers: headers.filter(([name]) => name !== 'authorization') }
    expect(verify(without, known, now)).toMatchObject({
      name: 'MissingAuthenticationTokenException',
      message: 'Missing Authentication Token',
    })
  })

  test('an unknown access key, another session token, an expired one', () => {
    const invalid = {
      name: 'UnrecognizedClientException',
      message: 'The security token included in the request is invalid.',
    }
    expect(verify(signed({}, { accessKeyId: 'NOBODY' }), known, now)).toMatchObject(invalid)
    expect(verify(signed({}, { sessionToken: 'other' }), known, now)).toMatchObject(invalid)
    expect(verify(signed({}, { accessKeyId: 'OLD' }), known, now)).toMatchObject({
      name: 'ExpiredTokenException',
      message: 'The security token included in the request is expired',
    })
  })

  test('a clock that is wrong by more than five minutes', () => {
    const early = signed({}, {}, new Date(now.getTime() - 301_000))
    expect(verify(early, known, now)).toMatchObject({
      name: 'InvalidSignatureException',
      message:
        'Signature expired: 20260301T095459Z is now earlier than 20260301T095500Z (20260301T100000Z - 5 min.)',
    })
    const late = signed({}, {}, new Date(now.getTime() + 301_000))
    expect(verify(late, known, now)).toMatchObject({
      message:
        'Signature not yet current: 20260301T100501Z is still later than 20260301T100500Z (20260301T100000Z + 5 min.)',
    })
    expect(verify(signed({}, {}, new Date(now.getTime() - 299_000)), known, now)).toBeUndefined()
  })

  test('a scope of another service, or of another day', () => {
    const wrongService = replaced(signed(), 'authorization', (value) =>
      value.replace('/bedrock/', '/s3/'),
    )
    expect(verify(wrongService, known, now)?.message).toMatch(
      /scoped to correct service: 'bedrock'/,
    )
    const wrongDay = replaced(signed(), 'authorization', (value) =>
      value.replace('20260301', '20260228'),
    )
    expect(verify(wrongDay, known, now)?.message).toMatch(
      /^Date in Credential scope does not match/,
    )
  })

  test('an incomplete header', () => {
    const cut = replaced(signed(), 'authorization', (value) => value.replace(/, Signature=.*/, ''))
    const failure = verify(cut, known, now)
    expect(failure).toMatchObject({ name: 'IncompleteSignatureException', status: 403 })
    expect(failure?.message).toMatch(/^Authorization header requires 'Signature' parameter\./)
    expect(failure?.message).not.toContain('AKIDEXAMPLE')
    const basic = replaced(signed(), 'authorization', () => 'Basic abc')
    expect(verify(basic, known, now)).toMatchObject({ name: 'IncompleteSignatureException' })
  })

  test('a signature that does not cover the host', () => {
    const request = replaced(signed(), 'authorization', (value) => value.replace('host;', ''))
    expect(verify(request, known, now)?.message).toMatch(
      /'Host' or ':authority' must be a 'SignedHeader'/,
    )
  })

  test.each([
    ['ABSKknown', undefined],
    ['ABSKexpired', 'Bearer Token has expired'],
    ['ABSKother', 'Authentication failed: Please make sure your API Key is valid.'],
    ['bedrock-api-key-other', 'Authentication failed: Please make sure your API Key is valid.'],
    ['sk-other', 'Invalid API Key format: Must start with pre-defined prefix'],
  ])('bearer key %s', (key, message) => {
    const failure = verify(
      {
        method: 'POST',
        url: '/',
        headers: [['authorization', `Bearer ${key}`]],
        body: Buffer.alloc(0),
      },
      known,
      now,
    )
    expect(failure?.message).toBe(message)
    if (failure !== undefined)
      expect(failure).toMatchObject({ name: 'AccessDeniedException', status: 403, origin: 'front' })
  })
})
