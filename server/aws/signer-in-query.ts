import { splitUrl } from './canonical-request.ts'

// Presigned requests have the contents of the Authorization header in their query.

/** The signer and scope of a presigned request, in the format of the Authorization header. */
export function signerInQuery(url: string): string | undefined {
  const signer = /[?&]X-Amz-Credential=([^&]+)/.exec(url)?.[1]
  return signer === undefined ? undefined : `Credential=${signer.replaceAll(/%2F/gi, '/')}`
}

/** The path and query without the signature, for signing again and for request keys. */
export function withoutSigner(url: string): string {
  if (!url.includes('X-Amz-')) return url
  const [path, query] = splitUrl(url)
  const rest = query.split('&').filter((part) => !part.startsWith('X-Amz-'))
  return rest.length === 0 ? path : `${path}?${rest.join('&')}`
}
