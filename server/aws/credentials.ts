import { AwsError } from './errors.ts'
import type { SigningKeys } from './sigv4.ts'
import { messageOf } from '../text/error-message.ts'

/** The identity that the server uses for the real Bedrock. */
export type Identity =
  | { kind: 'keys'; keys: SigningKeys; from: string }
  | { kind: 'bearer'; token: string; from: string }

export interface CredentialsOptions {
  env: NodeJS.ProcessEnv
  profile?: string
  /** The URL that calls go to instead of AWS. A server on this machine accepts any credentials. */
  upstream?: string
}

export interface CredentialSource {
  /** Throws AWS's error if there are none. `again` reloads them after AWS reported them as expired. */
  get(again?: boolean): Promise<Identity>
  /** For the startup log: the origin of the credentials, or how to provide some. */
  describe(): Promise<{ ok: boolean; text: string }>
}

const PLACEHOLDER =
  /^(local|localstack|test|testing|tests|dummy|mock|mocked|fake|example|placeholder|none|null|undefined|foo|bar|foobar|x+|changeme|access[-_]?key([-_]?id)?|secret([-_]?(access)?[-_]?key)?|your[-_].*|aws[-_].*key.*|.*example(key)?|<.*>|\*+)$/i

/** Whether this is a dummy value, as people export for mock servers. */
export function isPlaceholder(value: string): boolean {
  return PLACEHOLDER.test(value.trim())
}

/** Removes endpoint variables for clients, which would send the server's own STS and SSO calls to itself. */
export function forgetClientEndpoints(env: NodeJS.ProcessEnv): void {
  for (const name of Object.keys(env)) {
    if (name === 'AWS_ENDPOINT_URL' || name.startsWith('AWS_ENDPOINT_URL_')) delete env[name]
  }
}

const THIS_MACHINE = /^https?:\/\/(?:localhost|127\.[\d.]+|\[::1\])(?:[:/]|$)/i
const FOR_THIS_MACHINE: Identity = {
  kind: 'keys',
  keys: { accessKeyId: 'local', secretAccessKey: 'local' },
  from: 'placeholders, since the upstream is on this machine',
}

/** A failed credential lookup takes a second or more, so it is not repeated for every call. */
const FAILURE_HOLDS_MS = 10_000

/** The standard chain: a Bedrock API key first, as in the SDKs, then environment, profile, SSO, process, container, web identity. */
export function createCredentials({
  env,
  profile,
  upstream,
}: CredentialsOptions): CredentialSource {
  let chain: Chain | undefined
  const needsNone =
    profile === undefined && !env['AWS_PROFILE'] && THIS_MACHINE.test(upstream ?? '')
  let placeholders: Identity | undefined
  let failed: { at: number; error: AwsError } | undefined

  const keysAreForClients = isPlaceholder(env['AWS_ACCESS_KEY_ID'] ?? '')
  const bearer = env['AWS_BEARER_TOKEN_BEDROCK']
  const bearerIsForClients = bearer !== undefined && isPlaceholder(bearer)

  const ownKeys = environmentKeys(env)

  async function get(again = false): Promise<Identity> {
    if (profile === undefined && bearer !== undefined && bearer !== '' && !bearerIsForClients) {
      return { kind: 'bearer', token: bearer, from: 'AWS_BEARER_TOKEN_BEDROCK' }
    }
    if (placeholders !== undefined && !again) return placeholders
    if (failed !== undefined && Date.now() - failed.at < FAILURE_HOLDS_MS) throw failed.error
    try {
      const named = profile ?? (keysAreForClients ? (env['AWS_PROFILE'] ?? 'default') : undefined)
      if (named === undefined && ownKeys !== undefined) return ownKeys
      // With a profile, the chain ignores the keys in the environment, which tests may have set for clients.
      chain ??= await loadChain(named ?? env['AWS_PROFILE'] ?? 'default')
      const found = await chain(again ? { forceRefresh: true } : undefined)
      if (isPlaceholder(found.accessKeyId) || isPlaceholder(found.secretAccessKey)) {
        throw new Error(`the keys of ${sourceOf(found, named)} are placeholders`)
      }
      failed = undefined
      return { kind: 'keys', keys: found, from: sourceOf(found, named) }
    } catch (thrown) {
      if (needsNone) return (placeholders = FOR_THIS_MACHINE)
      failed = {
        at: Date.now(),
        error: refusal(
          thrown,
          profile === undefined && (keysAreForClients || bearerIsForClients),
          profile,
        ),
      }
      throw failed.error
    }
  }

  async function describe(): Promise<{ ok: boolean; text: string }> {
    try {
      const { kind, from } = await get()
      return {
        ok: true,
        text: `${kind === 'bearer' ? 'Bedrock API key' : 'AWS credentials'} from ${from}`,
      }
    } catch (thrown) {
      return { ok: false, text: AwsError.from(thrown).message.replace(`${MISSING} `, '') }
    }
  }

  return { get, describe }
}

/** The keys in the environment if no profile is set there; they do not need the chain. */
function environmentKeys(env: NodeJS.ProcessEnv): Identity | undefined {
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey } = env
  if (!accessKeyId || !secretAccessKey || env['AWS_PROFILE']) return undefined
  if (isPlaceholder(accessKeyId) || isPlaceholder(secretAccessKey)) return undefined
  const sessionToken = env['AWS_SESSION_TOKEN']
  const keys = { accessKeyId, secretAccessKey, ...(sessionToken && { sessionToken }) }
  return { kind: 'keys', keys, from: 'the environment' }
}

interface Found extends SigningKeys {
  expiration?: Date
  $source?: Record<string, string>
}
type Chain = (options?: { forceRefresh: boolean }) => Promise<Found>

// Without this, the SDK warns about keys next to a profile, which is what `--profile` is for.
const QUIET = { debug() {}, info() {}, warn() {}, error() {} }

async function loadChain(profile: string): Promise<Chain> {
  const { defaultProvider } = await import('@aws-sdk/credential-provider-node')
  return defaultProvider({
    logger: QUIET,
    // AWS_ENDPOINT_URL was exported for clients and would send STS and SSO calls to this server.
    clientConfig: { ignoreConfiguredEndpointUrls: true },
    profile,
  })
}

/** AWS's message for a request without credentials. */
const MISSING = 'Missing Authentication Token.'

const SOURCES: readonly (readonly [mark: string, words: string])[] = [
  ['CREDENTIALS_ENV_VARS', 'the environment'],
  ['CREDENTIALS_SSO', 'SSO'],
  ['CREDENTIALS_PROFILE_SSO', 'SSO'],
  ['CREDENTIALS_LOGIN', 'aws login'],
  ['CREDENTIALS_PROFILE_LOGIN', 'aws login'],
  ['CREDENTIALS_PROFILE_PROCESS', 'a credential process'],
  ['CREDENTIALS_PROCESS', 'a credential process'],
  ['CREDENTIALS_STS_ASSUME_ROLE_WEB_ID', 'a web identity'],
  ['CREDENTIALS_ENV_VARS_STS_WEB_ID_TOKEN', 'a web identity'],
  ['CREDENTIALS_HTTP', 'the container'],
  ['CREDENTIALS_IMDS', 'the instance'],
  ['CREDENTIALS_PROFILE', 'the shared credentials file'],
]

function sourceOf(found: Found, profile: string | undefined): string {
  const marks = found.$source ?? {}
  const words = SOURCES.find(([mark]) => mark in marks)?.[1] ?? 'the standard chain'
  return profile === undefined ? words : `profile ${profile} (${words})`
}

function refusal(thrown: unknown, placeholders: boolean, profile: string | undefined): AwsError {
  const reason = messageOf(thrown)
  const where = profile === undefined ? '' : ` in profile ${profile}`
  const why = placeholders
    ? 'The credentials in the environment are placeholders, made for clients of this server and not sent to AWS.'
    : `No AWS credentials for the real Bedrock were found${where} (${reason}).`
  return new AwsError(
    'MissingAuthenticationTokenException',
    `${MISSING} ${why} Give the server its own: --profile NAME, AWS_BEARER_TOKEN_BEDROCK, or real keys in its environment.`,
    { cause: thrown },
  )
}
