import { splitUrl } from './canonical-request.ts'

// A presigned request says in its query what others say in their Authorization header.

/** Who signed a presigned request, and for where, as that header would say it. */
export function signerInQuery(url: string): string | undefined {
  const signer = /[?&]X-Amz-Credential=([^&]+)/.exec(url)?.[1]
  return signer === undefined ? undefined : `Credential=${signer.replaceAll(/%2F/gi, '/')}`
}

/** The path and query without who presigned them: for somebody else to sign, and to be known again. */
export function withoutSigner(url: string): string {
  if (!url.includes('X-Amz-')) return url
  const [path, query] = splitUrl(url)
  const rest = query.split('&').filter((part) => !part.startsWith('X-Amz-'))
  return rest.length === 0 ? path : `${path}?${rest.join('&')}`
}
