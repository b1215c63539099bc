import { isIP } from 'node:net'
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http'

export interface GuardOptions {
  allowHost: readonly string[]
  allowOrigin: readonly string[]
}

/**
 * Why a request must not be answered; undefined when it may be. A web page must not be able to spend money, run a
 * handler or read the journal: neither by a name of its own that resolves to this machine, nor from its own origin.
 */
export function refusal(
  { headers }: Pick<IncomingMessage, 'headers'>,
  { allowHost, allowOrigin }: GuardOptions,
): string | undefined {
  const host = hostOf(headers)
  const name = hostName(host)
  if (!knownHost(name, allowHost)) {
    return `The host ${name.slice(0, 100)} is not allowed. Start bedrock-local with --allow-host to answer to it.`
  }
  const origin = headers.origin ?? foreignReferer(headers, host)
  if (origin !== undefined) {
    if (allowedOrigin(origin, allowOrigin) || origin === `http://${host}`) return undefined
    return `Pages of ${origin.slice(0, 100)} may not call this server. Start bedrock-local with --allow-origin to let them.`
  }
  // Browsers leave the origin out of what a page merely includes or links to, but not this.
  const site = headers['sec-fetch-site']
  if (site !== undefined && site !== 'same-origin' && site !== 'none') {
    return 'Pages of other origins may not call this server. Start bedrock-local with --allow-origin to let them.'
  }
  return undefined
}

/** HTTP/2 has the host in a header of its own. */
function hostOf(headers: IncomingHttpHeaders): string {
  const host = headers[':authority'] ?? headers.host
  return typeof host === 'string' ? host : ''
}

/** The name without its port, and without the dot that ends a full name. */
function hostName(host: string): string {
  const name = HOST.exec(host)?.[1] ?? host
  return name.replace(/\.$/, '').toLowerCase()
}

const HOST = /^(\[[^\]]*\]|[^:]*)(?::\d*)?$/

/** Loopback, names without a dot (compose services), the container's host, and addresses: those cannot be rebound. */
function knownHost(name: string, allowed: readonly string[]): boolean {
  if (name.startsWith('[')) return name.endsWith(']') && isIP(name.slice(1, -1)) === 6
  return (
    name === '' ||
    /^[a-z0-9_-]+$/.test(name) ||
    isIP(name) === 4 ||
    name.endsWith('.localhost') ||
    name === 'host.docker.internal' ||
    allowed.some((one) => one === '*' || one.toLowerCase() === name || isBelow(name, one))
  )
}

/** `*.example.test` allows every name below it. */
function isBelow(name: string, pattern: string): boolean {
  return pattern.startsWith('*.') && name.endsWith(pattern.slice(1).toLowerCase())
}

/** Browsers say origins in small letters and without a slash; people write them as they stand in the address bar. */
function allowedOrigin(origin: string, allowed: readonly string[]): boolean {
  return allowed.some((one) => one === '*' || one.replace(/\/$/, '').toLowerCase() === origin)
}

/** Old browsers say neither origin nor site of what a page includes, but where the page is. */
function foreignReferer({ referer }: IncomingHttpHeaders, host: string): string | undefined {
  if (referer === undefined) return undefined
  const origin = /^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i.exec(referer)?.[0] ?? 'an unknown page'
  return origin === `http://${host}` ? undefined : origin
}

/** Lets a page of an allowed origin read the answer. */
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

/** What a browser asks before a page of another origin may call: the headers of the answer, or undefined where it asks something else. */
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
