import type { IncomingMessage } from 'node:http'

export interface GuardOptions {
  allowHost: readonly string[]
  allowOrigin: readonly string[]
}

/**
 * Why a request must not be answered; undefined when it may be. A web page must not be able to spend money, run a
 * handler or read the journal: neither by a name of its own that resolves to this machine, nor from its own origin.
 */
export function refusal(
  { headers }: IncomingMessage,
  { allowHost, allowOrigin }: GuardOptions,
): string | undefined {
  const host = headers[':authority'] ?? headers.host
  if (typeof host === 'string' && !knownHost(hostName(host), allowHost)) {
    return `The host ${hostName(host).slice(0, 100)} is not allowed. Start bedrock-local with --allow-host to answer to it.`
  }
  const { origin } = headers
  if (origin !== undefined) {
    if (allowOrigin.includes(origin) || origin === `http://${String(host)}`) return undefined
    return `Pages of ${origin.slice(0, 100)} may not call this server. Start bedrock-local with --allow-origin to let them.`
  }
  const site = headers['sec-fetch-site']
  if (site === 'cross-site' || site === 'same-site') {
    return 'Pages of other origins may not call this server. Start bedrock-local with --allow-origin to let them.'
  }
  return undefined
}

function hostName(host: string): string {
  if (host.startsWith('[')) return host.slice(0, host.indexOf(']') + 1)
  return host.replace(/:\d*$/, '').toLowerCase()
}

/** Loopback, names without a dot (compose services), the container's host, and addresses: those cannot be rebound. */
function knownHost(name: string, allowed: readonly string[]): boolean {
  return (
    name === '' ||
    !name.includes('.') ||
    name.startsWith('[') ||
    /^\d{1,3}(\.\d{1,3}){3}$/.test(name) ||
    name.endsWith('.localhost') ||
    name === 'host.docker.internal' ||
    allowed.includes(name)
  )
}
