import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { ModelOverrides } from '../models/overrides.ts'
import { ConfigError, configOf } from '../settings/config.ts'
import type { Given } from '../settings/config.ts'
import type { GuardrailLimits, Limits } from '../quotas/config.ts'
import { variableOf } from '../settings/setting.ts'
import type { Config, Mode } from '../settings/settings.ts'
import type { Fault } from './fault.ts'
import { MODES, refuseMode } from '../settings/modes.ts'

/** The limits of a model; calls beyond them are throttled. */
export interface ModelQuota extends Limits {
  /** How much an output token counts; 5 for Claude 3.7 and later, as on AWS, otherwise 1. */
  outputRate?: number
}

/** The owner of a key. Without a role, the access key id selects the policy. */
interface Owned {
  user?: string
  role?: string
  /** A time such as `2026-12-31T00:00:00Z`. */
  expires?: string
}

/** The keys accepted by `auth: 'verify'`. */
export interface KnownKeys {
  /** By access key id. */
  accessKeys?: Readonly<Record<string, Owned & { secretAccessKey: string; sessionToken?: string }>>
  /** By the key itself: `ABSK...` or `bedrock-api-key-...`. */
  bearerKeys?: Readonly<Record<string, Owned>>
}

/** A local model server: Ollama, llama.cpp, LM Studio and others with OpenAI's API. */
export interface ModelServer {
  url: string
  /** Names of the server's models, by glob over the model id: `{ 'anthropic.claude-*': 'qwen3:4b', '*': 'llama3.2' }`. */
  models?: Readonly<Record<string, string>>
  /** Sent as a bearer token. */
  apiKey?: string
  /** Milliseconds without a byte from the server before a call fails; 300,000 by default. */
  timeoutMs?: number
  /** The maximum number of concurrent calls to the server; 2 by default. */
  concurrency?: number
  /** Invent answers while the server cannot answer. By default, calls fail. */
  fallback?: 'invented'
}

/** The options of `startBedrock`, all optional. */
export interface Options {
  /**
   * What happens when no fixture matches: `replay` (default) returns an error with an explanation, `mock` invents an
   * answer, `record` and `proxy` call the real Bedrock. The variable BEDROCK_LOCAL_MODE takes precedence.
   */
  mode?: Mode | undefined
  /** A free one by default. */
  port?: number | undefined
  /** 127.0.0.1 by default. */
  host?: string | undefined
  /** Folders with fixtures and recordings; later folders take precedence. None by default. */
  fixtures?: string | URL | readonly (string | URL)[] | undefined
  /** Start in replay mode even if fixtures have errors. */
  allowBroken?: boolean | undefined
  /** Reload fixtures when they change; off by default. */
  watch?: boolean | undefined
  /**
   * The speed of answers: `instant` overrides fixtures, `realistic` applies where a fixture sets no speed, and a factor
   * multiplies the speed. Replay is instant by default.
   */
  pace?: 'instant' | 'realistic' | 'recorded' | `${number}x` | undefined
  /** The region in `env`, and for requests without a region in their signature; us-east-1 by default. */
  region?: string | undefined
  /** The account id in ARNs. */
  account?: string | undefined
  /** Warn about calls that the model catalogue would reject, and answer them. */
  lenient?: boolean | undefined
  /** Reject retired models and unknown model ids. */
  strictModels?: boolean | undefined
  /** Models to add or change, by id: `{ 'amazon.nova-pro-v1:0': { access: 'denied' } }`. */
  models?: ModelOverrides | undefined
  /** The credentials that requests need; none by default. */
  auth?: Config['auth'] | undefined
  /** Access keys and bearer keys for `auth: 'verify'`. */
  keys?: KnownKeys | undefined
  /** A folder for recordings; `recorded/` in the last fixtures folder by default. */
  recordTo?: string | undefined
  /** Record existing recordings again: replace them, or append to them. */
  refresh?: Config['refresh'] | undefined
  /** Also record throttling, server errors and rejected credentials. */
  recordErrors?: boolean | undefined
  /** The URL to forward to in record and proxy, instead of Bedrock's own hosts. */
  upstream?: string | undefined
  /** The AWS profile for the server's own credentials in record and proxy. */
  profile?: string | undefined
  /** The credentials to send upstream: the server's own, or the client's bearer key. */
  credentials?: Config['credentials'] | undefined
  /** Forward to Bedrock's FIPS hosts. */
  fips?: boolean | undefined
  /** Forward to Bedrock's dual-stack hosts. */
  dualStack?: boolean | undefined
  /** A local model server that answers in `mock` mode if no fixture matches: its URL, or an object with it. */
  modelServer?: string | ModelServer | undefined
  /** In record and proxy, log the validation errors that the server would have returned. */
  warn?: boolean | undefined
  /** A folder of built Lambda handlers to serve, or `bundled`; none by default. */
  lambdas?: string | undefined
  /** Additional host names to accept; loopback and names without a dot always work. */
  allowHost?: readonly string[] | undefined
  /** Origins whose web pages may call the server. */
  allowOrigin?: readonly string[] | undefined
  /** The bearer token required by `/_admin`. */
  adminToken?: string | undefined
  /** How many exchanges the journal keeps per session; 1,000 by default. */
  journalSize?: number | undefined
  /** How many bytes of each body the journal keeps. */
  journalClip?: number | undefined
  /** Fault rules. `faults.add` adds others; the rules given here survive a reset. */
  faults?: readonly Fault[] | undefined
  /** Limits per minute and day, by glob over the model id: `{ 'amazon.nova-*': { requestsPerMinute: 10 } }`. */
  quotas?: Readonly<Record<string, ModelQuota | GuardrailLimits>> | undefined
  /** Guardrails for every session and region: CreateGuardrail bodies by id. */
  guardrails?: Readonly<Record<string, object>> | undefined
  /** What judges topics and content for guardrails: fixed rules (default), or the model of `modelServer`. */
  guardrailJudge?: 'rules' | 'model' | undefined
  /** The guardrail that checks every model call: guardrailIdentifier, guardrailVersion and more, as in PutEnforcedGuardrailConfiguration. */
  enforcedGuardrail?: object | undefined
  /** A file with IAM policies to enforce. */
  policy?: string | undefined
  /** Also serve https on the same port, with a generated certificate that is reused. `env` then has https URLs. */
  tls?: boolean | undefined
  /** The certificate file for https (PEM), and its private key file. */
  tlsCert?: string | undefined
  tlsKey?: string | undefined
  /** Serve the web console at `/`; off by default. */
  console?: boolean | undefined
  /** The random seed for faults with a probability. */
  seed?: number | undefined
  /** Milliseconds to wait for open calls on close; 1,000 by default. */
  grace?: number | undefined
  /** The lowest level to log to standard output; `silent` by default. */
  logLevel?: Config['logLevel'] | undefined
}

const DEFAULTS: Given = {
  mode: 'replay',
  port: 0,
  fixtures: [],
  watch: false,
  lambdas: 'none',
  console: false,
  grace: 1_000,
  logLevel: 'silent',
  pretty: false,
}

/** Options that environment variables can override, so that a suite can record without code changes. */
const FROM_ENVIRONMENT: readonly (readonly [option: keyof Options, setting: string])[] = [
  ['recordTo', 'record-to'],
  ['refresh', 'refresh'],
  ['recordErrors', 'record-errors'],
  ['upstream', 'upstream'],
  ['profile', 'profile'],
  ['credentials', 'credentials'],
  ['fips', 'fips'],
  ['dualStack', 'dual-stack'],
  ['warn', 'warn'],
  ['modelServer', 'model-server'],
  ['pace', 'pace'],
  ['logLevel', 'log-level'],
]

/** The settings for `startBedrock`. A few environment variables take precedence, for recording. */
export function configFrom(options: Options, env: NodeJS.ProcessEnv): Config {
  const given: Given = { ...DEFAULTS }
  for (const [name, value] of Object.entries(options)) {
    if (value !== undefined) given[name] = name === 'fixtures' ? folders(options.fixtures) : value
  }
  for (const [name, setting] of FROM_ENVIRONMENT) {
    const value = env[variableOf(setting)]
    if (value !== undefined && value !== '') given[name] = value
  }
  const hasFolder = folders(options.fixtures).length > 0 || given['recordTo'] !== undefined
  const mode = env[variableOf('mode')]
  // A server without a folder only has fixtures from tests: there is nowhere to record to.
  if (mode !== undefined && mode !== '' && (hasFolder || mode !== 'record')) given['mode'] = mode
  const config = configOf(given)
  if (config.workers !== '1')
    throw new ConfigError(
      'workers is for the command: startBedrock starts one server in this process',
    )
  refuseMode(config.mode, config)
  return config
}

/** Throws if a fixture folder is missing: a typo would look like fixtures that do not match. Recording creates it. */
export function refuseMissing({ mode, fixtures }: Config): void {
  if (MODES[mode].writes || !MODES[mode].readsFixtures) return
  const missing = fixtures.find((folder) => !existsSync(folder))
  if (missing === undefined) return
  throw new ConfigError(
    `fixtures: folder not found: ${resolve(missing)}; BEDROCK_LOCAL_MODE=record creates it`,
  )
}

function folders(fixtures: Options['fixtures']): string[] {
  const list = fixtures === undefined ? [] : Array.isArray(fixtures) ? fixtures : [fixtures]
  return list.map((folder: string | URL) =>
    typeof folder === 'string' ? folder : fileURLToPath(folder),
  )
}
