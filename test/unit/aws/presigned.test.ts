import { describe, expect, test } from 'vitest'
import { checkShortTerm, makerOf } from '../../../server/aws/bearer-key.ts'
import { isPresigned, verifyPresigned } from '../../../server/aws/presigned.ts'
import type { AcceptedKeys } from '../../../server/aws/sigv4.ts'
import { presign, shortTermKey } from '../../support/presign.ts'
import type { Presigning } from '../../support/presign.ts'

const now = new Date('2026-03-01T10:00:00Z')
const secs = (seconds: number) => new Date(now.getTime() + seconds * 1000)
const keys = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret', sessionToken: 'token/+=' }
const known: AcceptedKeys = {
  credentials: [keys, { accessKeyId: 'OLD', secretAccessKey: 'secret', expired: true }],
  bearer: [],
}

const line = {
  method: 'GET',
  host: 'localhost:4577',
  path: '/foundation-models',
  query: { byProvider: 'amazon' },
}

async function check(by: Partial<Presigning> = {}, change = (url: string) => url, at = now) {
  const url = change(await presign(line, { ...keys, at: now, ...by }))
  expect(isPresigned(url)).toBe(true)
  const headers = [['host', line.host]] as const
  return verifyPresigned({ method: 'GET', url, headers, body: Buffer.alloc(0) }, known, at)
}

describe('a presigned request', () => {
  test('passes until it expires', async () => {
    expect(await check()).toBeUndefined()
    expect(await check({ expiresIn: 600 }, undefined, secs(599))).toBeUndefined()
    expect(await check({ expiresIn: 600 }, undefined, secs(601))).toMatchObject({
      name: 'InvalidSignatureException',
      message:
        'Signature expired: 20260301T100000Z is now earlier than 20260301T100001Z (20260301T101001Z - 10 min.)',
    })
  })

  test.each([
    ['the query', (url: string) => url.replace('amazon', 'meta')],
    ['its lifetime', (url: string) => url.replace('X-Amz-Expires=900', 'X-Amz-Expires=9000')],
    ['the path', (url: string) => url.replace('/foundation-models', '/inference-profiles')],
  ])('whose signature does not match %s is rejected', async (_what, change) => {
    expect((await check({}, change))?.message).toMatch(/^The request signature we calculated/)
  })

  test('whose signature is not hexadecimal is rejected', async () => {
    const change = (url: string) => url.replace(/(?<=X-Amz-Signature=).{2}/, '%C3%A9a')
    expect(await check({}, change)).toMatchObject({ name: 'InvalidSignatureException' })
  })

  test.each([
    ['an unknown key', { accessKeyId: 'NOBODY' }, 'UnrecognizedClientException'],
    ['another session token', { sessionToken: 'x' }, 'UnrecognizedClientException'],
    ['an expired key', { accessKeyId: 'OLD' }, 'ExpiredTokenException'],
    ['another secret', { secretAccessKey: 'x' }, 'InvalidSignatureException'],
  ])('of %s is rejected', async (_what, by, name) => {
    expect(await check(by)).toMatchObject({ name, status: 403 })
  })

  test.each([
    ['X-Amz-Date=', 'X-Amz-Other=', "must include 'X-Amz-Date'"],
    ['AWS4-HMAC-SHA256', 'AWS4-ECDSA', "Unsupported AWS 'algorithm': 'AWS4-ECDSA'."],
    ['X-Amz-Expires=900', 'X-Amz-Expires=604801', 'X-Amz-Expires must be less than a week'],
  ])('with %s changed to %s', async (from, to, says) => {
    const failure = await check({}, (url) => url.replace(from, to))
    expect(failure?.name).toBe('IncompleteSignatureException')
    expect(failure?.message).toContain(says)
  })
})

describe('a short-term key', () => {
  const state = async (by: Partial<Presigning> = {}, at = now) =>
    checkShortTerm(await shortTermKey({ ...keys, at: now, ...by }), known, at)

  test('is valid if it was made with a known access key', async () => {
    expect(await state()).toBe('good')
    expect(makerOf(await shortTermKey(keys))).toBe('AKIDEXAMPLE')
  })

  test('expires with its time, or with the key that made it', async () => {
    expect(await state({}, secs(12 * 3600 + 1))).toBe('expired')
    const old = { accessKeyId: 'OLD', secretAccessKey: 'secret' }
    expect(checkShortTerm(await shortTermKey({ ...old, at: now }), known, now)).toBe('expired')
  })

  test('of an unknown key is rejected', async () => {
    expect(await state({ secretAccessKey: 'x' })).toBe('unknown')
    expect(await state({ accessKeyId: 'NOBODY' })).toBe('unknown')
  })

  test.each(['bedrock-api-key-', 'bedrock-api-key-bm9uc2Vuc2U=', 'ABSKx', ''])(
    '%j is not one',
    (key) => {
      expect(checkShortTerm(key, known, now)).toBe('unknown')
      expect(makerOf(key)).toBeUndefined()
    },
  )

  test('a presigned call of another action is rejected', () => {
    const url = 'bedrock.amazonaws.com/?Action=DeleteEverything&X-Amz-Signature=0'
    expect(makerOf(`bedrock-api-key-${Buffer.from(url).toString('base64')}`)).toBeUndefined()
  })
})
