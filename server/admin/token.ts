import { createHash, timingSafeEqual } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'

/** Whether a request has the admin token, as a bearer token or in its own header. */
export function carries(headers: IncomingHttpHeaders, token: string): boolean {
  const bearer = /^Bearer +(.+)$/i.exec(headers.authorization ?? '')?.[1]
  const own = headers['x-bedrock-local-admin-token']
  return [bearer, own].some((given) => typeof given === 'string' && same(given, token))
}

/** Compares in constant time. */
function same(given: string, token: string): boolean {
  return timingSafeEqual(digest(given), digest(token))
}

const digest = (text: string) => createHash('sha256').update(text).digest()
