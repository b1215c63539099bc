import { createHash, createHmac, createSecretKey, timingSafeEqual } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import { sha256 } from '../text/sha256.ts'
import { canonicalRequest, headerOf } from './canonical-request.ts'
import type { Signable } from './canonical-request.ts'
import { AwsError } from './errors.ts'
import { isRegion } from './region.ts'
import type { Headers } from './headers.ts'

export interface SigningKeys {
  accessKeyId: string
  secretAccessKey: string
  sessionToken?: string
}

export interface Scope {
  region: string
  service?: string
  now?: Date
}

/** The keys for `verify`; expired ones are rejected with AWS's message. */
export interface AcceptedKeys {
  credentials: readonly (SigningKeys & { expired?: boolean })[]
  bearer: readonly { key: string; expired?: boolean }[]
  /** The names that the scope of a signature may have; the first one is named in errors. */
  services?: readonly string[]
}

export type VerifyFailure = AwsError

/** The headers that make the request a signed one: `x-amz-date`, the session token, `authorization`. `host` must be among its headers. */
export function sign(request: Signable, keys: SigningKeys, scope: Scope): Headers {
  const { region, service = 'bedrock', now = new Date() } = scope
  const date = basicDate(now)
  const { sessionToken } = keys
  const added: Headers[number][] = [['x-amz-date', date]]
  if (sessionToken !== undefined) added.push([TOKEN, sessionToken])
  const headers: Headers[number][] = []
  for (const [name, value] of request.headers) {
    const lower = name.toLowerCase()
    const isReplaced = lower === 'x-amz-date' || (lower === TOKEN && sessionToken !== undefined)
    if (!isReplaced) headers.push([lower, value])
  }
  headers.push(...added)
  const names = namesOf(headers)
  const parts = [date.slice(0, 8), region, service]
  const canonical = canonicalRequest({ ...request, headers }, names)
  const signature = signatureOf(keys.secretAccessKey, parts, date, canonical)
  const scoped = `${keys.accessKeyId}/${scopeOf(parts)}`
  added.push([
    'authorization',
    `AWS4-HMAC-SHA256 Credential=${scoped}, SignedHeaders=${names.join(';')}, Signature=${signature}`,
  ])
  return added
}

/** Sorted, each of them once. */
function namesOf(headers: Headers): string[] {
  const names: string[] = []
  for (const [name] of headers) if (!names.includes(name)) names.push(name)
  return names.toSorted()
}

const TOKEN = 'x-amz-security-token'
const TERM = 'aws4_request'

const MISMATCH =
  'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.'
const SKEW_MS = 5 * 60_000

/** AWS's authentication error for a request; undefined if it is valid. */
export function verify(
  request: Signable,
  keys: AcceptedKeys,
  now: Date = new Date(),
  authorization = headerOf(request.headers, 'authorization'),
): VerifyFailure | undefined {
  if (authorization === undefined || authorization === '') {
    return new AwsError('MissingAuthenticationTokenException', 'Missing Authentication Token')
  }
  const bearer = /^Bearer\s+(.*)$/i.exec(authorization)?.[1]
  if (bearer !== undefined) return verifyBearer(bearer.trim(), keys)
  return verifySignature(request, authorization, keys, now)
}

const denied = (message: string) =>
  new AwsError('AccessDeniedException', message, { origin: 'front', refuser: 'auth' })

function verifyBearer(token: string, { bearer }: AcceptedKeys): VerifyFailure | undefined {
  const known = bearer.find(({ key }) => key === token)
  if (known?.expired === true) return denied('Bearer Token has expired')
  if (known !== undefined) return undefined
  return /^(ABSK|bedrock-api-key-)/.test(token)
    ? denied('Authentication failed: Please make sure your API Key is valid.')
    : denied('Invalid API Key format: Must start with pre-defined prefix')
}

const invalid = (message: string) => new AwsError('InvalidSignatureException', message)

function verifySignature(
  request: Signable,
  authorization: string,
  keys: AcceptedKeys,
  now: Date,
): VerifyFailure | undefined {
  const date = headerOf(request.headers, 'x-amz-date')
  const parts = parseAuthorization(authorization)
  if (parts instanceof AwsError) return parts
  const incomplete = missingParts(parts, date, authorization)
  if (incomplete !== undefined || date === undefined) return incomplete
  const token = headerOf(request.headers, 'x-amz-security-token')
  const signed = { ...parts, date, token, validMs: SKEW_MS }
  return checkSigned(signed, (headers) => canonicalRequest(request, headers), keys, now)
}

/** A signature and its parameters, from headers or a query. */
export interface Signed {
  credential: string
  signedHeaders: string
  signature: string
  date: string
  token: string | undefined
  /** How long the signature is valid. */
  validMs: number
}

const SERVICES = ['bedrock']

/** The checks for both header and presigned signatures, in AWS's order. */
export function checkSigned(
  { credential, signedHeaders, signature, date, token, validMs }: Signed,
  canonical: (signedHeaders: readonly string[]) => string,
  keys: AcceptedKeys,
  now: Date,
): VerifyFailure | undefined {
  const [accessKeyId, day, region, service, term] = credential.split('/')
  const services = keys.services ?? SERVICES
  if (service === undefined || !services.includes(service)) {
    return invalid(`Credential should be scoped to correct service: '${services[0] ?? ''}'. `)
  }
  if (term !== TERM || day === undefined || region === undefined) {
    return invalid("Credential should be scoped with a valid terminator: 'aws4_request'. ")
  }
  if (!isRegion(region)) return invalid('Credential should be scoped to a valid region. ')
  if (day !== date.slice(0, 8)) {
    return invalid(
      `Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '${day}' != '${date.slice(0, 8)}', from '${date}'.`,
    )
  }
  const signed = signedHeaders.split(';')
  if (!signed.includes('host') && !signed.includes(':authority')) {
    return invalid("'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.")
  }
  const owner = keys.credentials.find((one) => one.accessKeyId === accessKeyId)
  if (owner?.expired === true) {
    return new AwsError(
      'ExpiredTokenException',
      'The security token included in the request is expired',
    )
  }
  if (owner === undefined || owner.sessionToken !== token) {
    return new AwsError(
      'UnrecognizedClientException',
      'The security token included in the request is invalid.',
    )
  }
  const skew = skewed(date, validMs, now)
  if (skew !== undefined) return invalid(skew)
  const wanted = signatureOf(owner.secretAccessKey, [day, region, service], date, canonical(signed))
  return sameText(wanted, signature) ? undefined : invalid(MISMATCH)
}

export function stringToSign(scope: readonly string[], date: string, canonical: string): string {
  return `AWS4-HMAC-SHA256\n${date}\n${scopeOf(scope)}\n${sha256(canonical)}`
}

const scopeOf = (parts: readonly string[]): string => `${parts.join('/')}/${TERM}`

/** `scope` is date, region and service. */
export function signatureOf(
  secret: string,
  scope: readonly string[],
  date: string,
  canonical: string,
): string {
  const toSign = stringToSign(scope, date, canonical)
  return createHmac('sha256', signingKey(secret, scope)).update(toSign).digest('hex')
}

let latest: { secret: string; scope: string; key: KeyObject } | undefined

/** Kept from one call to the next: the same key signs a whole day of calls to a region. */
function signingKey(secret: string, parts: readonly string[]): KeyObject {
  const scope = parts.join('/')
  if (latest?.secret !== secret || latest.scope !== scope) {
    const key = [...parts, TERM].reduce<Buffer>(hmac, Buffer.from(`AWS4${secret}`))
    latest = { secret, scope, key: createSecretKey(key) }
  }
  return latest.key
}

function parseAuthorization(
  authorization: string,
): { credential: string; signedHeaders: string; signature: string } | VerifyFailure {
  const [, algorithm, rest] = /^(\S+)\s*(.*)$/.exec(authorization) ?? []
  if (algorithm !== 'AWS4-HMAC-SHA256' || rest === undefined) {
    return new AwsError(
      'IncompleteSignatureException',
      `Unsupported AWS 'algorithm': '${algorithm ?? ''}'.`,
    )
  }
  const parts = new Map(
    rest.split(/,\s*/).map((part) => {
      const at = part.indexOf('=')
      return [part.slice(0, at).trim(), part.slice(at + 1).trim()]
    }),
  )
  return {
    credential: parts.get('Credential') ?? '',
    signedHeaders: parts.get('SignedHeaders') ?? '',
    signature: parts.get('Signature') ?? '',
  }
}

function missingParts(
  parts: { credential: string; signedHeaders: string; signature: string },
  date: string | undefined,
  authorization: string,
): VerifyFailure | undefined {
  const missing = [
    parts.credential === '' && "Authorization header requires 'Credential' parameter.",
    parts.signature === '' && "Authorization header requires 'Signature' parameter.",
    parts.signedHeaders === '' && "Authorization header requires 'SignedHeaders' parameter.",
    !/^\d{8}T\d{6}Z$/.test(date ?? '') &&
      "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.",
  ].filter((one) => one !== false)
  if (missing.length === 0) return undefined
  const hashed = createHash('sha256').update(authorization).digest('base64')
  return new AwsError(
    'IncompleteSignatureException',
    `${missing.join(' ')} (Hashed with SHA-256 and encoded with Base64) Authorization=${hashed}`,
  )
}

function skewed(date: string, validMs: number, now: Date): string | undefined {
  const sent = Date.parse(date.replace(/^(....)(..)(..)T(..)(..)(..)Z$/, '$1-$2-$3T$4:$5:$6Z'))
  const edge = (ms: number) => basicDate(new Date(now.getTime() + ms))
  if (!(sent >= now.getTime() - validMs)) {
    return `Signature expired: ${date} is now earlier than ${edge(-validMs)} (${edge(0)} - ${validMs / 60_000} min.)`
  }
  if (sent > now.getTime() + SKEW_MS) {
    return `Signature not yet current: ${date} is still later than ${edge(SKEW_MS)} (${edge(0)} + 5 min.)`
  }
  return undefined
}

function sameText(a: string, b: string): boolean {
  const [one, other] = [Buffer.from(a), Buffer.from(b)]
  return one.length === other.length && timingSafeEqual(one, other)
}

let latestSecond = { at: Number.NaN, text: '' }

function basicDate(date: Date): string {
  const at = Math.floor(date.getTime() / 1000)
  if (at !== latestSecond.at) latestSecond = { at, text: basicText(date) }
  return latestSecond.text
}

function basicText(date: Date): string {
  const iso = date.toISOString()
  return `${iso.slice(0, 4)}${iso.slice(5, 7)}${iso.slice(8, 13)}${iso.slice(14, 16)}${iso.slice(17, 19)}Z`
}

function hmac(key: Buffer, data: string): Buffer {
  return createHmac('sha256', key).update(data).digest()
}
