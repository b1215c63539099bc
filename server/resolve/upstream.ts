import { readFileSync } from 'node:fs'
import { Agent, EnvHttpProxyAgent } from 'undici'
import type { Dispatcher } from 'undici'
import type { CredentialSource, Identity } from '../aws/credentials.ts'
import { AwsError } from '../aws/errors.ts'
import { isRegion } from '../aws/region.ts'
import { headerOf } from '../aws/canonical-request.ts'
import { sign } from '../aws/sigv4.ts'
import type { Answer, Call, Headers } from '../bedrock/types.ts'
import { knowSecret } from '../store/redact.ts'
import { unreachable } from './unreachable.ts'

export interface UpstreamOptions {
  credentials: CredentialSource
  /** The region of calls that have none of their own. */
  region: string
  /** `--upstream`: another host than Bedrock's own. */
  url?: string
  fips?: boolean
  dualStack?: boolean
  /** `--credentials client`: a client's bearer key is passed on; signatures cannot be. */
  clientKeys?: boolean
  env: NodeJS.ProcessEnv
  version?: string
}

export interface Upstream {
  /** Asks the real Bedrock; the answer is `arriving`, or an error that names why it could not be asked. */
  ask(call: Call): Promise<Answer>
  /** The origin that a call goes to. */
  originOf(call: Pick<Call, 'operation' | 'region'>): string
  close(): Promise<void>
}

// Between two frames of a long generation minutes may pass; before the first byte of a plain answer too.
const IDLE_MS = 15 * 60_000
const CONNECT_MS = 4_000
const CLOCK_SKEW_MS = 4 * 60_000

const DNS_SUFFIX: readonly (readonly [regions: RegExp, plain: string, dual: string])[] = [
  [/^cn-/, 'amazonaws.com.cn', 'api.amazonwebservices.com.cn'],
  [/^eusc-/, 'amazonaws.eu', 'api.amazonwebservices.eu'],
  [/^us-isob-/, 'sc2s.sgov.gov', 'api.aws.scloud'],
  [/^us-iso-/, 'c2s.ic.gov', 'api.aws.ic.gov'],
  [/^/, 'amazonaws.com', 'api.aws'],
]

// What a client says about the request itself. Its credentials, cookies and retry counters stay here.
const PASSED = /^(?:content-type|content-encoding|accept|x-amzn-bedrock-.*)$/i
const HOP_BY_HOP =
  /^(?:connection|keep-alive|proxy-.*|te|trailer|transfer-encoding|upgrade|date|set-cookie|alt-svc|strict-transport-security)$/i

export function createUpstream(options: UpstreamOptions): Upstream {
  const dispatcher = createDispatcher(options.env)
  const base = options.url === undefined ? undefined : new URL(options.url)
  let clockOffsetMs = 0

  function originOf({ operation, region }: Pick<Call, 'operation' | 'region'>): string {
    if (base !== undefined) return base.origin
    const place = isRegion(region) ? region : options.region
    const host = `${operation.plane === 'runtime' ? 'bedrock-runtime' : 'bedrock'}${options.fips === true ? '-fips' : ''}`
    const [, plain, dual] = DNS_SUFFIX.find(([regions]) => regions.test(place)) ?? [
      '',
      'amazonaws.com',
      'api.aws',
    ]
    return `https://${host}.${place}.${options.dualStack === true ? dual : plain}`
  }

  async function send(call: Call, identity: Identity): Promise<Dispatcher.ResponseData> {
    const origin = originOf(call)
    const path = `${base === undefined || base.pathname === '/' ? '' : base.pathname.replace(/\/$/, '')}${call.http.url}`
    const headers: [string, string][] = [
      ['host', new URL(origin).host],
      ['accept-encoding', 'identity'],
      ['user-agent', `bedrock-local/${options.version ?? '0'}`],
      ...call.http.headers
        .filter(([name]) => PASSED.test(name))
        .map(([name, value]) => [name, value] as [string, string]),
    ]
    if (identity.kind === 'bearer') headers.push(['authorization', `Bearer ${identity.token}`])
    else {
      const region = isRegion(call.region) ? call.region : options.region
      const now = new Date(Date.now() + clockOffsetMs)
      const request = {
        method: call.http.method,
        url: path,
        headers: headers.filter(([name]) => SIGNED.test(name)),
        body: call.raw,
      }
      headers.push(
        ...(await sign(request, identity.keys, { region, now })).map(
          ([name, value]) => [name, value] as [string, string],
        ),
      )
    }
    remember(identity)
    const bodiless = call.raw.length === 0 && call.http.method !== 'POST'
    return dispatcher.request({
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

  async function identify(call: Call, again = false): Promise<Identity> {
    if (options.clientKeys === true) {
      const token = /^Bearer\s+(\S+)/i.exec(headerOf(call.http.headers, 'authorization') ?? '')?.[1]
      if (token !== undefined) return { kind: 'bearer', token, from: 'the client' }
    }
    return options.credentials.get(again)
  }

  /** SDKs correct their clock from the answer to a refused signature, and ask once more; so does this server. */
  async function mended(
    call: Call,
    identity: Identity,
    response: Dispatcher.ResponseData,
  ): Promise<Dispatcher.ResponseData> {
    if (response.statusCode !== 403 || identity.kind === 'bearer') return response
    const headers = pairs(response.headers)
    const type = headerOf(headers, 'x-amzn-errortype') ?? ''
    const theirs = Date.parse(headerOf(headers, 'date') ?? '')
    const offset = theirs - Date.now()
    if (
      /InvalidSignature|RequestExpired|SignatureDoesNotMatch/.test(type) &&
      Math.abs(offset - clockOffsetMs) > CLOCK_SKEW_MS
    ) {
      clockOffsetMs = offset
      await response.body.dump()
      return send(call, identity)
    }
    if (/ExpiredToken/.test(type)) {
      const fresh = await identify(call, true).catch(() => identity)
      if (fresh.kind === 'keys' && fresh.keys.sessionToken !== identity.keys.sessionToken) {
        await response.body.dump()
        return send(call, fresh)
      }
    }
    return response
  }

  async function ask(call: Call): Promise<Answer> {
    try {
      const identity = await identify(call)
      const response = await mended(call, identity, await send(call, identity))
      const headers = pairs(response.headers).filter(([name]) => !HOP_BY_HOP.test(name))
      return {
        source: 'upstream',
        kind: 'arriving',
        status: response.statusCode,
        headers,
        chunks: response.body,
      }
    } catch (thrown) {
      if (thrown instanceof AwsError) return { source: 'upstream', kind: 'error', error: thrown }
      return { source: 'upstream', kind: 'error', error: unreachable(thrown, originOf(call)) }
    }
  }

  return { ask, originOf, close: () => dispatcher.destroy() }
}

/** Nothing that is written may hold what goes out as a credential, wherever it comes back from. */
function remember(identity: Identity): void {
  if (identity.kind === 'bearer') return knowSecret(identity.token)
  const { accessKeyId, secretAccessKey, sessionToken } = identity.keys
  for (const secret of [accessKeyId, secretAccessKey, sessionToken ?? '']) knowSecret(secret)
}

/** The headers that a signature covers; the rest a proxy may change. */
const SIGNED = /^(?:host|content-type|x-amz.*)$/i

function createDispatcher(env: NodeJS.ProcessEnv): Dispatcher {
  const bundle = env['AWS_CA_BUNDLE']
  const settings = {
    connect: {
      timeout: CONNECT_MS,
      ...(bundle !== undefined && bundle !== '' && { ca: readFileSync(bundle, 'utf8') }),
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

function pairs(raw: unknown): Headers {
  const flat = raw as readonly (Buffer | string)[]
  const list: [string, string][] = []
  for (let at = 0; at + 1 < flat.length; at += 2)
    list.push([String(flat[at]), String(flat[at + 1])])
  return list
}
