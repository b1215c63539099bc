import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http'
import { isKnownHost } from './known-host.ts'

export interface GuardOptions {
  allowHost: readonly string[]
  allowOrigin: readonly string[]
}

/** The part of a request that identifies its origin. */
export interface RequestOrigin {
  readonly method?: string | undefined
  readonly url?: string | undefined
  readonly headers: IncomingHttpHeaders
  readonly socket?: { readonly localAddress?: string | undefined; readonly encrypted?: boolean }
}

/**
 * Why a request must be rejected; undefined if it is allowed. A web page must not be able to spend money, run a
 * handler or read the journal, neither through a host name that resolves to this machine nor from its own origin.
 */
export function refusal(
  { method, url = '/', headers, socket }: RequestOrigin,
  { allowHost, allowOrigin }: GuardOptions,
): string | undefined {
  const host = hostOf(headers)
  const name = hostName(host)
  if (!isKnownHost(name, allowHost, socket?.localAddress)) {
    const shortName = name.slice(0, 100)
    return `The host ${shortName} is not allowed. Start bedrock-local with --allow-host ${shortName} to accept it.`
  }
  if (isLocalName(name) && url.startsWith('/_admin'))
    return `The admin API is not available at ${name.slice(0, 100)}. Use localhost.`
  if (isPage(url, method) && isNavigation(headers)) return undefined
  const own = `${socket?.encrypted === true ? 'https' : 'http'}://${host}`
  const origin = headers.origin ?? foreignReferer(headers, own)
  if (origin !== undefined) {
    if (allowedOrigin(origin, allowOrigin)) return undefined
    if (origin === own && !(isLocalName(name) && !url.startsWith('/_lambda/'))) return undefined
    return `Pages from ${origin.slice(0, 100)} cannot call this server. Start bedrock-local with --allow-origin to allow them.`
  }
  // Browsers omit the origin for resources and links of a page, but not this header.
  const site = headers['sec-fetch-site']
  if (site !== undefined) {
    if (site === 'same-origin' || site === 'none') return undefined
    return 'Pages from other origins cannot call this server. Start bedrock-local with --allow-origin to allow them.'
  }
  if (!isReadOnly(url) && isBrowser(headers) && !hasOwnHeader(headers)) {
    return 'This browser does not identify the page that sent the request, so it may only read. Use localhost as the host, or add the header x-bedrock-local-session.'
  }
  return undefined
}

/** Paths where a GET has no side effects: no function and no Bedrock call. */
function isReadOnly(url: string): boolean {
  return url === '/' || /^\/_(?:admin|console)(?:[/?]|$)/.test(url)
}

/** Windows PowerShell has a browser-like name, too; pages cannot choose this name. */
function isBrowser({ 'user-agent': agent = '' }: IncomingHttpHeaders): boolean {
  return agent.startsWith('Mozilla/') && !agent.includes('PowerShell/')
}

/** A page can only send such headers if the server has allowed its origin. */
function hasOwnHeader(headers: IncomingHttpHeaders): boolean {
  if (headers['x-amz-date'] !== undefined) return true
  for (const name in headers) if (name.startsWith('x-bedrock-local-')) return true
  return false
}

/**
 * `<name>.localhost` gives the pages of Lambda functions their own origin. Such a page can call functions there,
 * and nothing else.
 */
export function isFunctionHost({ headers }: Pick<IncomingMessage, 'headers'>): boolean {
  return isLocalName(hostName(hostOf(headers)))
}

const isLocalName = (name: string) => name.endsWith('.localhost')

/** The console's page contains no data and cannot be framed, so other pages may link to it. */
const isPage = (url: string, method: string | undefined) =>
  (url === '/' || url.startsWith('/?')) && (method === 'GET' || method === 'HEAD')

/** Browsers send no Sec-Fetch headers over plain HTTP to hosts other than localhost. */
function isNavigation(headers: IncomingHttpHeaders): boolean {
  const mode = headers['sec-fetch-mode']
  if (mode === undefined)
    return headers.origin === undefined && headers['sec-fetch-site'] === undefined
  return mode === 'navigate' && headers['sec-fetch-dest'] === 'document'
}

/** HTTP/2 sends the host in `:authority`. */
function hostOf(headers: IncomingHttpHeaders): string {
  const host = headers[':authority'] ?? headers.host
  return typeof host === 'string' ? host : ''
}

/** The host without its port and trailing dot. */
function hostName(host: string): string {
  const name = HOST.exec(host)?.[1] ?? host
  return name.replace(/\.$/, '').toLowerCase()
}

const HOST = /^(\[[^\]]*\]|[^:]*)(?::\d*)?$/

/** Browsers send origins in lower case and without a slash; people copy them from the address bar. */
function allowedOrigin(origin: string, allowed: readonly string[]): boolean {
  return allowed.some((one) => one === '*' || one.replace(/\/$/, '').toLowerCase() === origin)
}

/** For resources of a page, old browsers send neither origin nor site, but a referer. */
function foreignReferer({ referer }: IncomingHttpHeaders, own: string): string | undefined {
  if (referer === undefined) return undefined
  const origin = /^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i.exec(referer)?.[0] ?? 'an unknown page'
  return origin === own ? undefined : origin
}

/** Lets pages of an allowed origin read the answer. */
export function allowReading(
  { headers }: Pick<IncomingMessage, 'headers'>,
  reply: Pick<ServerResponse, 'setHeader'>,
  { allowOrigin }: GuardOptions,
): void {
  const { origin } = headers
  if (origin === undefined || !allowedOrigin(origin, allowOrigin)) return
  reply.setHeader('Access-Control-Allow-Origin', origin)
  reply.setHeader('Access-Control-Expose-Headers', '*')
  reply.setHeader('Vary', 'Origin')
}

/** Answers a CORS preflight: the response headers, or undefined for other requests. */
export function preflight({
  method,
  headers,
}: Pick<IncomingMessage, 'method' | 'headers'>): Record<string, string> | undefined {
  const wanted = headers['access-control-request-method']
  if (method !== 'OPTIONS' || headers.origin === undefined || wanted === undefined) return undefined
  const names = headers['access-control-request-headers']
  return {
    'Access-Control-Allow-Methods': 'GET, POST, PUT, DELETE',
    ...(names !== undefined && { 'Access-Control-Allow-Headers': names }),
    ...(headers['access-control-request-private-network'] === 'true' && {
      'Access-Control-Allow-Private-Network': 'true',
    }),
    'Access-Control-Max-Age': '600',
    Vary: 'Origin, Access-Control-Request-Method, Access-Control-Request-Headers, Access-Control-Request-Private-Network',
  }
}
