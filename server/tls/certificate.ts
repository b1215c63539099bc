import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto'
import { isIP } from 'node:net'
import { bits, boolean, context, integer, octets, oid, sequence, set, time, utf8 } from './der.ts'

// Node has no call that makes a certificate.

const ECDSA_WITH_SHA256 = sequence(oid('1.2.840.10045.4.3.2'))
const DAY_MS = 86_400_000
/** Apple's clients refuse what is valid for longer. */
const VALID_DAYS = 825

export interface KeyPair {
  /** PEM. */
  readonly certificate: string
  /** PEM, PKCS #8. */
  readonly key: string
}

/**
 * A self-signed certificate for these names and addresses. It is not a CA, so that trusting it means trusting only this
 * server, even if others can read its key.
 */
export function makeCertificate(names: readonly string[], now = Date.now()): KeyPair {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const publicInfo = publicKey.export({ type: 'spki', format: 'der' })
  const name = sequence(set(sequence(oid('2.5.4.3'), utf8('bedrock-local'))))
  const body = sequence(
    context(0, integer(Buffer.from([2]))),
    integer(Buffer.concat([Buffer.from([1]), randomBytes(15)])),
    ECDSA_WITH_SHA256,
    name,
    sequence(time(new Date(now - DAY_MS)), time(new Date(now + (VALID_DAYS - 2) * DAY_MS))),
    name,
    publicInfo,
    context(3, sequence(...extensions(names, publicInfo))),
  )
  const signature = sign('sha256', body, privateKey)
  return {
    certificate: pem('CERTIFICATE', sequence(body, ECDSA_WITH_SHA256, bits(signature))),
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  }
}

function extensions(names: readonly string[], publicInfo: Buffer): Buffer[] {
  const keyId = createHash('sha1').update(publicInfo).digest()
  return [
    // Not a CA. There is no key usage: OpenSSL would not let a key that signs no certificates vouch for its own.
    extension('2.5.29.19', sequence(), 'critical'),
    // Server authentication.
    extension('2.5.29.37', sequence(oid('1.3.6.1.5.5.7.3.1'))),
    extension('2.5.29.14', octets(keyId)),
    extension('2.5.29.35', sequence(context(0, keyId, false))),
    extension('2.5.29.17', sequence(...names.map(generalName))),
  ]
}

function extension(id: string, value: Buffer, critical?: 'critical'): Buffer {
  return sequence(oid(id), ...(critical === undefined ? [] : [boolean(true)]), octets(value))
}

/** An address as its bytes, anything else as a DNS name. */
function generalName(name: string): Buffer {
  const version = isIP(name)
  if (version === 4) return context(7, Buffer.from(name.split('.').map(Number)), false)
  if (version === 6) return context(7, ipv6Bytes(name), false)
  return context(2, Buffer.from(name), false)
}

function ipv6Bytes(address: string): Buffer {
  const { hostname } = new URL(`http://[${address}]`)
  const [head = '', tail] = hostname.slice(1, -1).split('::')
  const before = groups(head)
  const after = tail === undefined ? [] : groups(tail)
  const zeros = Array.from({ length: 8 - before.length - after.length }, () => '0')
  return Buffer.from(
    [...before, ...zeros, ...after].map((group) => group.padStart(4, '0')).join(''),
    'hex',
  )
}

const groups = (text: string): string[] => (text === '' ? [] : text.split(':'))

function pem(label: string, der: Buffer): string {
  const lines = der.toString('base64').match(/.{1,64}/g) ?? []
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ''].join('\n')
}
