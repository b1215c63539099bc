import type { Dispatcher } from 'undici'
import type { CredentialSource, Identity } from '../aws/credentials.ts'
import { AwsError } from '../aws/errors.ts'
import { isRegion } from '../aws/region.ts'
import { headerOf } from '../aws/canonical-request.ts'
import { sign } from '../aws/sigv4.ts'
import { withoutSigner } from '../aws/signer-in-query.ts'
import type { Call } from '../bedrock/types.ts'
import { knowSecret } from '../redaction/redact.ts'
import { authorizationOf } from '../bedrock/doors/authorization.ts'
import { planeOf, signedFor } from '../bedrock/doors/host.ts'
import { sentHeader } from '../bedrock/header.ts'
import { Arrival } from './arrival.ts'
import type { Head } from './arrival.ts'
import { createDispatcher } from './dispatcher.ts'
import { isHopByHop, isPassed, isSigned } from './forwarded-headers.ts'
import { bedrockHost } from './hosts.ts'
import { unreachable } from './unreachable.ts'
import type { Headers } from '../aws/headers.ts'
import type { Answer } from '../bedrock/answer.ts'

export interface UpstreamOptions {
  credentials: CredentialSource
  /** The default region. */
  region: string
  /** `--upstream`: replaces Bedrock's own host. */
  url?: string
  fips?: boolean
  dualStack?: boolean
  /** `--credentials client`: forward the client's bearer key. Signatures cannot be forwarded. */
  clientKeys?: boolean
  env: NodeJS.ProcessEnv
  version?: string
}

export interface Upstream {
  /** Calls the real Bedrock. The answer is `arriving`, or an error with the reason. */
  ask(call: Call): Promise<Answer>
  /** The origin that a call goes to. */
  originOf(call: Pick<Call, 'operation' | 'region' | 'http' | 'input' | 'id'>): string
  close(): Promise<void>
}

/** HTTP/2 cannot send a higher one. */
const MAX_STATUS = 599
const CLOCK_SKEW_MS = 4 * 60_000

interface Response extends Head {
  body: Arrival
  /** How far the clock was corrected for the signature. */
  clockOffsetMs: number
}

export function createUpstream(options: UpstreamOptions): Upstream {
  return new BedrockUpstream(options)
}

class BedrockUpstream implements Upstream {
  readonly #options: UpstreamOptions
  readonly #dispatcher: Dispatcher
  readonly #origin: string | undefined
  /** Stands before the path of each call. */
  readonly #pathname: string
  readonly #userAgent: string
  #clockOffsetMs = 0
  #latest: Identity | undefined

  constructor(options: UpstreamOptions) {
    this.#options = options
    this.#dispatcher = createDispatcher(options.env)
    const base = options.url === undefined ? undefined : new URL(options.url)
    this.#origin = base?.origin
    this.#pathname = base?.pathname.replace(/\/$/, '') ?? ''
    this.#userAgent = `bedrock-local/${options.version ?? '0'}`
  }

  originOf(call: Pick<Call, 'operation' | 'region' | 'http' | 'input' | 'id'>): string {
    return this.#origin ?? bedrockHost(planeOf(call), this.#regionOf(call), this.#options)
  }

  async ask(call: Call): Promise<Answer> {
    try {
      const identity = await this.#identify(call)
      const first = await this.#send(call, identity)
      const response = first.status === 403 ? await this.#mended(call, identity, first) : first
      const { status, body } = response
      if (status > MAX_STATUS) {
        body.leave()
        throw new Error(`${status} is not a status of HTTP`)
      }
      const headers = response.headers.filter(([name]) => !isHopByHop(name))
      const { whole } = body
      return { source: 'upstream', kind: 'arriving', status, headers, chunks: body, whole }
    } catch (thrown) {
      const error = thrown instanceof AwsError ? thrown : unreachable(thrown, this.originOf(call))
      return { source: 'upstream', kind: 'error', error }
    }
  }

  close(): Promise<void> {
    return this.#dispatcher.destroy()
  }

  /** The region becomes part of a host name, so only valid region names are accepted. */
  #regionOf({ region }: Pick<Call, 'region'>): string {
    return isRegion(region) ? region : this.#options.region
  }

  async #send(call: Call, identity: Identity): Promise<Response> {
    const clockOffsetMs = this.#clockOffsetMs
    const origin = this.originOf(call)
    const path = this.#pathname + withoutSigner(call.http.url)
    const host = hostIn(origin)
    const signed: Headers[number][] = [['host', host]]
    const headers = ['host', host, 'accept-encoding', 'identity', 'user-agent', this.#userAgent]
    for (const [sent, value] of call.http.headers) {
      const name = sent.toLowerCase()
      if (!isPassed(name)) continue
      headers.push(name, value)
      if (isSigned(name)) signed.push([name, value])
    }
    for (const [name, value] of this.#authorize(call, path, signed, identity))
      headers.push(name, value)
    this.#remember(identity)
    const bodiless = call.raw.length === 0 && call.http.method !== 'POST'
    const body = new Arrival()
    if (call.client?.isGone === true) body.leave()
    else call.client?.onGone(() => body.leave())
    this.#dispatcher.dispatch(
      {
        origin,
        path,
        method: call.http.method,
        headers,
        body: bodiless ? null : call.raw,
      },
      body,
    )
    return { ...(await body.head), body, clockOffsetMs }
  }

  #authorize(call: Call, path: string, headers: Headers, identity: Identity): Headers {
    if (identity.kind === 'bearer') return [['authorization', `Bearer ${identity.token}`]]
    const request = {
      method: call.http.method,
      url: path,
      headers,
      body: call.raw,
    }
    const now = new Date(Date.now() + this.#clockOffsetMs)
    return sign(request, identity.keys, {
      region: this.#regionOf(call),
      service: serviceOf(call),
      now,
    })
  }

  #identify(call: Call, again = false): Identity | Promise<Identity> {
    if (this.#options.clientKeys === true) {
      const token = /^Bearer\s+(\S+)/i.exec(authorizationOf(call) ?? '')?.[1]
      if (token !== undefined) return { kind: 'bearer', token, from: 'the client' }
    }
    return this.#options.credentials.get(again)
  }

  /** Registers outgoing credentials for redaction, wherever they may reappear. */
  #remember(identity: Identity): void {
    if (identity === this.#latest) return
    this.#latest = identity
    if (identity.kind === 'bearer') return knowSecret(identity.token)
    const { accessKeyId, secretAccessKey, sessionToken } = identity.keys
    for (const secret of [accessKeyId, secretAccessKey, sessionToken ?? '']) knowSecret(secret)
  }

  /** Like SDKs, corrects the clock after a rejected signature (403) and retries once. */
  async #mended(call: Call, identity: Identity, response: Response): Promise<Response> {
    if (identity.kind === 'bearer') return response
    const { headers, clockOffsetMs } = response
    const type = headerOf(headers, 'x-amzn-errortype') ?? ''
    const offset = Date.parse(headerOf(headers, 'date') ?? '') - Date.now()
    const skewed = Math.abs(offset - clockOffsetMs) > CLOCK_SKEW_MS
    if (/InvalidSignature|RequestExpired|SignatureDoesNotMatch/.test(type) && skewed) {
      this.#clockOffsetMs = offset
      response.body.leave()
      return this.#send(call, identity)
    }
    if (!/ExpiredToken/.test(type)) return response
    const fresh = await Promise.resolve(this.#identify(call, true)).catch(() => identity)
    if (fresh.kind === 'bearer' || fresh.keys.sessionToken === identity.keys.sessionToken) {
      return response
    }
    response.body.leave()
    return this.#send(call, fresh)
  }
}

/** The service to sign for: bedrock-mantle takes either, so it gets the one that the client chose. */
function serviceOf(call: Call): string {
  if (planeOf(call) !== 'mantle') return 'bedrock'
  return signedFor(sentHeader(call, 'authorization')) ?? 'bedrock-mantle'
}

/** The part of an origin after `https://`. */
const hostIn = (origin: string): string => origin.slice(origin.indexOf('//') + 2)
