import { BlockList, isIP, SocketAddress } from 'node:net'

/**
 * Whether a request may use this host name. A name with a dot could be anyone's and resolve to this machine (DNS
 * rebinding). An address cannot be rebound, but must be the one that the connection came in on: browsers treat
 * `0.0.0.0` as this machine, and omit the headers that identify the page.
 */
export function isKnownHost(
  name: string,
  allowed: readonly string[],
  localAddress?: string,
): boolean {
  if (name === '' || NO_ADDRESS.test(name) || isNamed(name, allowed)) return true
  const address = name.startsWith('[') && name.endsWith(']') ? name.slice(1, -1) : name
  if (isIP(address) !== 0) return isLoopback(address) || isSame(address, localAddress)
  return name.endsWith('.localhost') || name === 'host.docker.internal'
}

/** Names without a dot or colon, such as `localhost`. Node checks them for addresses with a long regular expression. */
const NO_ADDRESS = /^[a-z0-9_-]+$/

/** `*.example.test` allows all subdomains. */
function isNamed(name: string, allowed: readonly string[]): boolean {
  return allowed.some(
    (one) =>
      one === '*' ||
      one.toLowerCase() === name ||
      (one.startsWith('*.') && name.endsWith(one.slice(1).toLowerCase())),
  )
}

const loopback = new BlockList()
loopback.addSubnet('127.0.0.0', 8)
loopback.addAddress('::1', 'ipv6')

/** For IPv4, the first number is enough; a lookup would cost microseconds in every request. */
function isLoopback(address: string): boolean {
  return isIP(address) === 4 ? address.startsWith('127.') : loopback.check(address, 'ipv6')
}

function isSame(address: string, localAddress: string | undefined): boolean {
  return localAddress !== undefined && canonical(address) === canonical(localAddress)
}

/** Normalises addresses: a socket that listens on IPv6 sees IPv4 clients as `::ffff:192.0.2.1`. */
function canonical(address: string): string {
  if (isIP(address) !== 6) return address
  const [bare = ''] = address.split('%')
  return new SocketAddress({ address: bare, family: 'ipv6' }).address.replace(
    /^::ffff:(?=\d+\.)/,
    '',
  )
}
