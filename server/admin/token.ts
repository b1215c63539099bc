import { createHash, timingSafeEqual } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'

/** Whether a request carries the admin token, as a bearer key or in a header of its own. */
export function carries(headers: IncomingHttpHeaders, token: string): boolean {
  const bearer = /^Bearer +(.+)$/i.exec(headers.authorization ?? '')?.[1]
  const own = headers['x-bedrock-local-admin-token']
  return [bearer, own].some((given) => typeof given === 'string' && same(given, token))
}

/** In the same time, however much of it is right. */
function same(given: string, token: string): boolean {
  return timingSafeEqual(digest(given), digest(token))
}

const digest = (text: string) => createHash('sha256').update(text).digest()
