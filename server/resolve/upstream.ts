import { readFileSync } from 'node:fs'
import { Agent, EnvHttpProxyAgent } from 'undici'
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
import { bedrockHost } from './hosts.ts'
import { unreachable } from './unreachable.ts'
import type { Headers } from '../aws/headers.ts'
import type { Answer } from '../bedrock/answer.ts'
import { messageOf } from '../text/error-message.ts'

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

// Long generations may take minutes between frames, or before the first byte of a plain answer.
const IDLE_MS = 15 * 60_000
const CONNECT_MS = 4_000
const CLOCK_SKEW_MS = 4 * 60_000

// Headers that are forwarded. Credentials, cookies and retry counters are not.
const PASSED =
  /^(?:content-type|content-encoding|accept|x-amzn-bedrock-.*|anthropic-(?:version|beta|workspace)|openai-project)$/i
const HOP_BY_HOP =
  /^(?:connection|keep-alive|proxy-.*|te|trailer|transfer-encoding|upgrade|date|set-cookie|alt-svc|strict-transport-security)$/i

export function createUpstream(options: UpstreamOptions): Upstream {
  return new BedrockUpstream(options)
}

class BedrockUpstream implements Upstream {
  readonly #options: UpstreamOptions
  readonly #dispatcher: Dispatcher
  readonly #base: URL | undefined
  #clockOffsetMs = 0

  constructor(options: UpstreamOptions) {
    this.#options = options
    this.#dispatcher = createDispatcher(options.env)
    this.#base = options.url === undefined ? undefined : new URL(options.url)
  }

  originOf(call: Pick<Call, 'operation' | 'region' | 'http' | 'input' | 'id'>): string {
    return this.#base?.origin ?? bedrockHost(planeOf(call), this.#regionOf(call), this.#options)
  }

  async ask(call: Call): Promise<Answer> {
    try {
      const identity = await this.#identify(call)
      const response = await this.#mended(call, identity, await this.#send(call, identity))
      const headers = pairs(response.headers).filter(([name]) => !HOP_BY_HOP.test(name))
      const { statusCode: status, body } = response
      return { source: 'upstream', kind: 'arriving', status, headers, chunks: chunksOf(body) }
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

  async #send(call: Call, identity: Identity): Promise<Dispatcher.ResponseData> {
    const origin = this.originOf(call)
    const path = `${this.#base?.pathname.replace(/\/$/, '') ?? ''}${withoutSigner(call.http.url)}`
    const headers: (readonly [string, string])[] = [
      ['host', new URL(origin).host],
      ['accept-encoding', 'identity'],
      ['user-agent', `bedrock-local/${this.#options.version ?? '0'}`],
      ...call.http.headers.filter(([name]) => PASSED.test(name)),
    ]
    headers.push(...this.#authorize(call, path, headers, identity))
    remember(identity)
    const bodiless = call.raw.length === 0 && call.http.method !== 'POST'
    return this.#dispatcher.request({
      origin,
      path,
      method: call.http.method,
      headers: headers.flat(),
      body: bodiless ? null : call.raw,
      signal: call.gone,
      headersTimeout: IDLE_MS,
      bodyTimeout: IDLE_MS,
      responseHeaders: 'raw',
    })
  }

  #authorize(call: Call, path: string, headers: Headers, identity: Identity): Headers {
    if (identity.kind === 'bearer') return [['authorization', `Bearer ${identity.token}`]]
    const request = {
      method: call.http.method,
      url: path,
      headers: headers.filter(([name]) => SIGNED.test(name)),
      body: call.raw,
    }
    const now = new Date(Date.now() + this.#clockOffsetMs)
    return sign(request, identity.keys, {
      region: this.#regionOf(call),
      service: serviceOf(call),
      now,
    })
  }

  async #identify(call: Call, again = false): Promise<Identity> {
    if (this.#options.clientKeys === true) {
      const token = /^Bearer\s+(\S+)/i.exec(authorizationOf(call) ?? '')?.[1]
      if (token !== undefined) return { kind: 'bearer', token, from: 'the client' }
    }
    return this.#options.credentials.get(again)
  }

  /** Like SDKs, corrects the clock after a rejected signature and retries once. */
  async #mended(
    call: Call,
    identity: Identity,
    response: Dispatcher.ResponseData,
  ): Promise<Dispatcher.ResponseData> {
    if (response.statusCode !== 403 || identity.kind === 'bearer') return response
    const headers = pairs(response.headers)
    const type = headerOf(headers, 'x-amzn-errortype') ?? ''
    const offset = Date.parse(headerOf(headers, 'date') ?? '') - Date.now()
    const skewed = Math.abs(offset - this.#clockOffsetMs) > CLOCK_SKEW_MS
    if (/InvalidSignature|RequestExpired|SignatureDoesNotMatch/.test(type) && skewed) {
      this.#clockOffsetMs = offset
      await response.body.dump()
      return this.#send(call, identity)
    }
    if (!/ExpiredToken/.test(type)) return response
    const fresh = await this.#identify(call, true).catch(() => identity)
    if (fresh.kind === 'bearer' || fresh.keys.sessionToken === identity.keys.sessionToken) {
      return response
    }
    await response.body.dump()
    return this.#send(call, fresh)
  }
}

/** The service to sign for: bedrock-mantle takes either, so it gets the one that the client chose. */
function serviceOf(call: Call): string {
  if (planeOf(call) !== 'mantle') return 'bedrock'
  return signedFor(sentHeader(call, 'authorization')) ?? 'bedrock-mantle'
}

/** The stream's own iterator is a generator, which releases the connection only if its first chunk was requested. */
function chunksOf(body: Dispatcher.ResponseData['body']): AsyncIterable<Buffer> {
  return {
    [Symbol.asyncIterator]() {
      const inner: AsyncIterator<Buffer> = body[Symbol.asyncIterator]()
      return {
        next: () => inner.next(),
        async return() {
          body.on('error', () => undefined).destroy()
          return { done: true, value: undefined }
        },
      }
    },
  }
}

/** Registers outgoing credentials for redaction, wherever they may reappear. */
function remember(identity: Identity): void {
  if (identity.kind === 'bearer') return knowSecret(identity.token)
  const { accessKeyId, secretAccessKey, sessionToken } = identity.keys
  for (const secret of [accessKeyId, secretAccessKey, sessionToken ?? '']) knowSecret(secret)
}

/** The headers to sign; proxies may change the others. */
const SIGNED = /^(?:host|content-type|x-amz.*)$/i

function createDispatcher(env: NodeJS.ProcessEnv): Dispatcher {
  const bundle = env['AWS_CA_BUNDLE']
  const settings = {
    connect: {
      timeout: CONNECT_MS,
      ...(bundle !== undefined && bundle !== '' && { ca: readBundle(bundle) }),
    },
    keepAliveTimeout: 30_000,
    headersTimeout: IDLE_MS,
    bodyTimeout: IDLE_MS,
  }
  const either = (name: string) => env[name] ?? env[name.toUpperCase()]
  const [httpProxy, httpsProxy, noProxy] = [
    either('http_proxy'),
    either('https_proxy'),
    either('no_proxy'),
  ]
  if (!httpProxy && !httpsProxy) return new Agent(settings)
  return new EnvHttpProxyAgent({
    ...settings,
    ...(httpProxy !== undefined && { httpProxy }),
    ...(httpsProxy !== undefined && { httpsProxy }),
    ...(noProxy !== undefined && { noProxy }),
  })
}

function readBundle(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (thrown) {
    const why = messageOf(thrown)
    throw new AwsError(
      'ServiceUnavailableException',
      `Cannot call the upstream: AWS_CA_BUNDLE cannot be read (${why}).`,
      { cause: thrown },
    )
  }
}

function pairs(raw: unknown): Headers {
  const flat = raw as readonly (Buffer | string)[]
  const list: [string, string][] = []
  for (let at = 0; at + 1 < flat.length; at += 2)
    list.push([String(flat[at]), String(flat[at + 1])])
  return list
}
