import { verifyPresigned } from './presigned.ts'
import type { AcceptedKeys } from './sigv4.ts'

const SHORT_TERM = 'bedrock-api-key-'

/** The key of an Authorization header. */
export function bearerOf(authorization: string | undefined): string | undefined {
  return authorization === undefined ? undefined : /^Bearer\s+(\S+)/i.exec(authorization)?.[1]
}

/** Anyone with access keys can make short-term keys; IAM makes long-term ones (ABSK...). */
export function isShortTerm(key: string): boolean {
  return key.startsWith(SHORT_TERM)
}

/** The access key that a short-term key was made with; undefined for other keys. */
export function makerOf(key: string): string | undefined {
  const url = presignedUrl(key)
  return url === undefined ? undefined : /[?&]X-Amz-Credential=([^%/&]+)/.exec(url)?.[1]
}

/** A short-term key is a presigned call of CallWithBearerToken, so its maker had the secret. */
export function checkShortTerm(
  key: string,
  keys: AcceptedKeys,
  now: Date = new Date(),
): 'good' | 'expired' | 'unknown' {
  const url = presignedUrl(key)
  if (url === undefined) return 'unknown'
  const request = {
    method: 'POST',
    url,
    headers: [['host', HOST]] as const,
    body: Buffer.alloc(0),
  }
  const failure = verifyPresigned(request, keys, now)
  if (failure === undefined) return 'good'
  const late =
    failure.name === 'ExpiredTokenException' || failure.message.startsWith('Signature expired')
  return late ? 'expired' : 'unknown'
}

const HOST = 'bedrock.amazonaws.com'

/** `Version` is added after signing, so the signature does not cover it. */
function presignedUrl(key: string): string | undefined {
  if (!isShortTerm(key)) return undefined
  const text = Buffer.from(key.slice(SHORT_TERM.length), 'base64').toString('latin1')
  const [, query] = /^bedrock\.amazonaws\.com\/?\?([!-~]+)$/.exec(text) ?? []
  if (query === undefined || !/(^|&)Action=CallWithBearerToken(&|$)/.test(query)) return undefined
  return `/?${query
    .split('&')
    .filter((part) => part !== 'Version=1')
    .join('&')}`
}
