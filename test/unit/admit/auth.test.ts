import { describe, expect, test } from 'vitest'
import { createAuthenticator } from '../../../server/admit/auth.ts'
import { sign } from '../../../server/aws/sigv4.ts'
import type { Call } from '../../../server/bedrock/types.ts'
import { readKeys } from '../../../server/admit/keys.ts'
import { callOf } from '../../support/calls.ts'
import { presign, shortTermKey } from '../../support/presign.ts'
import type { Headers } from '../../../server/aws/headers.ts'

const anna = { accessKeyId: 'anna', secretAccessKey: 'secret' }
const keys = readKeys({
  accessKeys: {
    anna: { secretAccessKey: 'secret' },
    temporary: { secretAccessKey: 'secret', sessionToken: 'token' },
    late: { secretAccessKey: 'secret', sessionToken: 'token', expires: '2020-01-01' },
  },
  bearerKeys: { ABSKgood: {}, ABSKlate: { expires: '2020-01-01T00:00:00Z' } },
})
const none = readKeys(undefined)

function call(headers: Headers, more: Partial<Call['http']> = {}, raw = '{}'): Call {
  const http = { url: '/model/x/converse', headers: [['host', 'h'] as const, ...headers], ...more }
  return callOf('Converse', { model: 'amazon.nova-micro-v1:0', raw, http })
}

function signed(by: Parameters<typeof sign>[1] = anna, raw = '{}', more: Headers = []) {
  const made = call(more, {}, raw)
  const { method, url, headers } = made.http
  const added = sign({ method, url, headers, body: made.raw }, by, { region: 'us-east-1' })
  return call([...headers.slice(1), ...added], {}, raw)
}

const bearer = (key: string) => call([['Authorization', `Bearer ${key}`]])

describe('present', () => {
  const authenticate = createAuthenticator('present', none)

  test.each<[string, Call]>([
    ['any signature', call([['Authorization', 'AWS4-HMAC-SHA256 Credential=x']])],
    ['any bearer key', bearer('x')],
    ['any presigned query', call([], { url: '/model/x/converse?X-Amz-Signature=0' })],
  ])('%s passes', (_what, sent) => {
    expect(() => authenticate(sent)).not.toThrow()
  })

  test.each<[string, Headers]>([
    ['nothing', []],
    ['an empty header', [['authorization', '']]],
    ['another scheme', [['authorization', 'Basic eDp5']]],
    ['Bearer without a key', [['authorization', 'Bearer ']]],
  ])('%s is rejected', (_what, headers) => {
    expect(() => authenticate(call(headers))).toThrow('Missing Authentication Token')
  })
})

describe('verify', () => {
  const authenticate = createAuthenticator('verify', keys)
  const refusal = (sent: Call) => {
    try {
      authenticate(sent)
    } catch (error) {
      return error
    }
    return undefined
  }

  test('signatures in headers, with and without a session token', () => {
    expect(refusal(signed())).toBeUndefined()
    const temporary = { accessKeyId: 'temporary', secretAccessKey: 'secret' }
    expect(refusal(signed({ ...temporary, sessionToken: 'token' }))).toBeUndefined()
    expect(refusal(signed(temporary))).toMatchObject({ name: 'UnrecognizedClientException' })
  })

  test('an expired session token', () => {
    const late = { accessKeyId: 'late', secretAccessKey: 'secret', sessionToken: 'token' }
    expect(refusal(signed(late))).toMatchObject({
      name: 'ExpiredTokenException',
      message: 'The security token included in the request is expired',
    })
  })

  test('a body that was changed after signing', () => {
    const sent = signed()
    expect(refusal({ ...sent, raw: Buffer.from('{"a":1}') })).toMatchObject({
      name: 'InvalidSignatureException',
    })
  })

  test.each(['UNSIGNED-PAYLOAD', 'STREAMING-AWS4-HMAC-SHA256-EVENTS'])(
    'a body that %s leaves out of the signature',
    (stands) => {
      const sent = signed(anna, '', [['x-amz-content-sha256', stands]])
      expect(refusal({ ...sent, raw: Buffer.from('anything') })).toBeUndefined()
      const other = signed({ ...anna, secretAccessKey: 'x' }, '', [
        ['x-amz-content-sha256', stands],
      ])
      expect(refusal(other)).toMatchObject({ name: 'InvalidSignatureException' })
    },
  )

  test('a scope without a region', () => {
    const sent = signed()
    const headers = sent.http.headers.map(
      ([name, value]) => [name, value.replace('us-east-1', 'mars-1')] as const,
    )
    expect(refusal({ ...sent, http: { ...sent.http, headers } })).toMatchObject({
      message: 'Credential should be scoped to a valid region. ',
    })
  })

  test('presigned queries', async () => {
    const line = { method: 'POST', host: 'h', path: '/model/x/converse', body: Buffer.from('{}') }
    const good = await presign(line, anna)
    expect(refusal(call([], { url: good }))).toBeUndefined()
    expect(refusal(call([], { url: `${good}0` }))).toMatchObject({
      name: 'InvalidSignatureException',
    })
  })

  test.each([
    ['ABSKgood', undefined],
    ['ABSKlate', 'Bearer Token has expired'],
    ['ABSKunknown', 'Authentication failed: Please make sure your API Key is valid.'],
    ['bedrock-api-key-eA==', 'Authentication failed: Please make sure your API Key is valid.'],
    ['sk-123', 'Invalid API Key format: Must start with pre-defined prefix'],
  ])('the bearer key %s', (key, message) => {
    const refused = refusal(bearer(key))
    if (message === undefined) expect(refused).toBeUndefined()
    else expect(refused).toMatchObject({ name: 'AccessDeniedException', origin: 'front', message })
  })

  test('short-term keys made with a known access key', async () => {
    expect(refusal(bearer(await shortTermKey(anna)))).toBeUndefined()
    const yesterday = new Date(Date.now() - 86_400_000)
    expect(refusal(bearer(await shortTermKey({ ...anna, at: yesterday })))).toMatchObject({
      message: 'Bearer Token has expired',
    })
    expect(refusal(bearer(await shortTermKey({ ...anna, secretAccessKey: 'x' })))).toMatchObject({
      message: 'Authentication failed: Please make sure your API Key is valid.',
    })
  })

  test('no credentials', () => {
    expect(refusal(call([]))).toMatchObject({ name: 'MissingAuthenticationTokenException' })
  })
})

test('auth none accepts everything', () => {
  expect(() => createAuthenticator('none', none)(call([]))).not.toThrow()
})

test('verify without keys is rejected at start', () => {
  expect(() => createAuthenticator('verify', none)).toThrow('auth verify needs keys')
})
