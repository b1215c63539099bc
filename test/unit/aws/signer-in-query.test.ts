import { expect, test } from 'vitest'
import { regionOf } from '../../../server/aws/region.ts'
import { signerInQuery, withoutSigner } from '../../../server/aws/signer-in-query.ts'

const scope = encodeURIComponent('anna/20261120/eu-west-1/bedrock/aws4_request')
const signer = `X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=${scope}&X-Amz-Signature=0`

test('a presigned query contains the region, like a signature', () => {
  expect(regionOf(signerInQuery(`/model/x/converse?a=b&${signer}`))).toBe('eu-west-1')
  expect(signerInQuery('/model/x/converse?X-Amz-Date=0')).toBeUndefined()
})

test.each([
  [`/model/x/converse?${signer}`, '/model/x/converse'],
  [`/models?a=b&${signer}&c=d%20e`, '/models?a=b&c=d%20e'],
  ['/models?a=b', '/models?a=b'],
  ['/models', '/models'],
])('%s without the signer is %s', (url, rest) => {
  expect(withoutSigner(url)).toBe(rest)
})
