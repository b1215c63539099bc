import { canonicalRequest, queryBag, splitUrl } from './canonical-request.ts'
import type { Signable } from './canonical-request.ts'
import { AwsError } from './errors.ts'
import { checkSigned } from './sigv4.ts'
import type { AcceptedKeys, VerifyFailure } from './sigv4.ts'

// The maximum on AWS is a week.
const MAX_SECONDS = 604_800

/** Whether the signature of a request is in its query. */
export function isPresigned(url: string): boolean {
  return /[?&]X-Amz-Signature=/.test(url)
}

/** AWS's authentication error for a presigned request; undefined if it is valid. */
export function verifyPresigned(
  request: Signable,
  keys: AcceptedKeys,
  now: Date = new Date(),
): VerifyFailure | undefined {
  const [path, query] = splitUrl(request.url)
  const bag = queryBag(query)
  const sent = (name: string) => {
    const value = bag[name]
    return typeof value === 'string' ? value : ''
  }
  const missing = ['Algorithm', 'Credential', 'SignedHeaders', 'Date'].find(
    (name) => sent(`X-Amz-${name}`) === '',
  )
  if (missing !== undefined) {
    return incomplete(`AWS query-string parameters must include 'X-Amz-${missing}'.`)
  }
  if (sent('X-Amz-Algorithm') !== 'AWS4-HMAC-SHA256') {
    return incomplete(`Unsupported AWS 'algorithm': '${sent('X-Amz-Algorithm')}'.`)
  }
  const seconds = Number(sent('X-Amz-Expires') || 300)
  if (!Number.isInteger(seconds) || seconds < 0 || seconds > MAX_SECONDS) {
    return incomplete(
      `X-Amz-Expires must be less than a week (in seconds); that is, the given X-Amz-Expires must be less than ${MAX_SECONDS} seconds`,
    )
  }
  const rest = query.split('&').filter((part) => !part.startsWith('X-Amz-Signature='))
  const signed = { ...request, url: `${path}?${rest.join('&')}` }
  return checkSigned(
    {
      credential: sent('X-Amz-Credential'),
      signedHeaders: sent('X-Amz-SignedHeaders'),
      signature: sent('X-Amz-Signature'),
      date: sent('X-Amz-Date'),
      token: bag['X-Amz-Security-Token'] === undefined ? undefined : sent('X-Amz-Security-Token'),
      validMs: seconds * 1000,
    },
    (headers) => canonicalRequest(signed, headers),
    keys,
    now,
  )
}

const incomplete = (message: string) => new AwsError('IncompleteSignatureException', message)
