import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { ModelOverrides } from '../models/overrides.ts'
import { ConfigError, configOf } from '../settings/config.ts'
import type { Given } from '../settings/config.ts'
import type { Limits } from '../quotas/config.ts'
import { variableOf } from '../settings/settings.ts'
import type { Config, Mode } from '../settings/settings.ts'
import type { Fault } from './fault.ts'
import { MODES, refuseMode } from '../settings/modes.ts'

/** What a model takes; more is throttled. */
export interface ModelQuota extends Limits {
  /** What a token of an answer counts; 5 for Claude since 3.7, as on AWS, otherwise 1. */
  outputRate?: number
}

/** Whose a key is. Without a role, the file of policies by role is asked for the access key id itself. */
interface Owned {
  user?: string
  role?: string
  /** A time such as `2026-12-31T00:00:00Z`. */
  expires?: string
}

/** What `auth: 'verify'` knows. */
export interface KnownKeys {
  /** By access key id. */
  accessKeys?: Readonly<Record<string, Owned & { secretAccessKey: string; sessionToken?: string }>>
  /** By the key itself: `ABSK...` or `bedrock-api-key-...`. */
  bearerKeys?: Readonly<Record<string, Owned>>
}

/** The settings of a server in a program. All have defaults; those of the command are in the README. */
export interface Options {
  /**
   * What happens when no fixture matches: `replay` (default) answers an error that explains, `mock` invents an answer,
   * `record` and `proxy` ask the real Bedrock. The environment's BEDROCK_LOCAL_MODE comes before it.
   */
  mode?: Mode | undefined
  /** A free one by default. */
  port?: number | undefined
  /** 127.0.0.1 by default. */
  host?: string | undefined
  /** Folders of fixtures and recordings; later ones win. None by default. */
  fixtures?: string | URL | readonly (string | URL)[] | undefined
  /** Start in replay although a fixture has errors. */
  allowBroken?: boolean | undefined
  /** Take up fixtures that change while the server runs; not by default. */
  watch?: boolean | undefined
  /** The speed of answers; overrides what fixtures say. Nothing waits in replay by default. */
  pace?: 'instant' | 'realistic' | 'recorded' | `${number}x` | undefined
  /** The region in `env`, and of requests whose signature names none; us-east-1 by default. */
  region?: string | undefined
  /** The account id in ARNs. */
  account?: string | undefined
  /** Turn what the model catalogue would refuse into warnings. */
  lenient?: boolean | undefined
  /** Refuse retired models and ids that the catalogue does not know. */
  strictModels?: boolean | undefined
  /** Models to add or change, by id: `{ 'amazon.nova-pro-v1:0': { access: 'denied' } }`. */
  models?: ModelOverrides | undefined
  /** Which credentials requests must carry; any, even none, by default. */
  auth?: Config['auth'] | undefined
  /** The access keys and bearer keys that `auth: 'verify'` knows. */
  keys?: KnownKeys | undefined
  /** A folder for recordings; `recorded/` in the last folder of fixtures by default. */
  recordTo?: string | undefined
  /** Record again what is recorded already. */
  refresh?: Config['refresh'] | undefined
  /** Record also throttling, server errors and refused credentials. */
  recordErrors?: boolean | undefined
  /** Where record and proxy forward to, instead of Bedrock's own hosts. */
  upstream?: string | undefined
  /** The AWS profile of the server's own credentials for record and proxy. */
  profile?: string | undefined
  /** Whose credentials go upstream. */
  credentials?: Config['credentials'] | undefined
  /** Forward to Bedrock's FIPS hosts. */
  fips?: boolean | undefined
  /** Forward to Bedrock's dual-stack hosts. */
  dualStack?: boolean | undefined
  /** In record and proxy, log what validation would have said. */
  warn?: boolean | undefined
  /** A folder of built Lambda handlers to serve, or `bundled`; none by default. */
  lambdas?: string | undefined
  /** additional host names to answer to; loopback and names without a dot always work. */
  allowHost?: readonly string[] | undefined
  /** Origins whose web pages may call the server. */
  allowOrigin?: readonly string[] | undefined
  /** The bearer token that `/_admin` then asks for. */
  adminToken?: string | undefined
  /** How many exchanges the journal keeps of each session; 1,000 by default. */
  journalSize?: number | undefined
  /** How many bytes of each body the journal keeps. */
  journalClip?: number | undefined
  /** Faults to begin with; `faults.add` adds others. Those given here stay when the server is reset. */
  faults?: readonly Fault[] | undefined
  /** What each model takes in a minute or a day, by glob over its id: `{ 'amazon.nova-*': { requestsPerMinute: 10 } }`. */
  quotas?: Readonly<Record<string, ModelQuota>> | undefined
  /** Guardrails of every session and region: the body of CreateGuardrail by id. */
  guardrails?: Readonly<Record<string, object>> | undefined
  /** A file of IAM policies to enforce. */
  policy?: string | undefined
  /** Serve https, too, on the same port, with a certificate that is made once and kept. `env` then has https addresses. */
  tls?: boolean | undefined
  /** The certificate for https, a file in PEM, and its key. */
  tlsCert?: string | undefined
  tlsKey?: string | undefined
  /** Serve the web console at `/`; not by default. */
  console?: boolean | undefined
  /** The seed of faults that strike with a probability. */
  seed?: number | undefined
  /** Milliseconds that open calls get to end when the server closes; 1,000 by default. */
  grace?: number | undefined
  /** What is logged to standard output; `silent` by default. */
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

/** What a run of a suite may say from outside, without a change to its code. */
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
  ['pace', 'pace'],
  ['logLevel', 'log-level'],
]

/** The settings of a server that a program starts. Of the environment, what concerns a recording run comes first. */
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
  // A server without a folder lives on what its tests add: there is nothing to record, and nowhere to.
  if (mode !== undefined && mode !== '' && (hasFolder || mode !== 'record')) given['mode'] = mode
  const config = configOf(given)
  refuseMode(config.mode, config)
  return config
}

/** A misspelt folder would look like fixtures that do not match. Recording makes it. */
export function refuseMissing({ mode, fixtures }: Config): void {
  if (MODES[mode].writes || !MODES[mode].readsFixtures) return
  const missing = fixtures.find((folder) => !existsSync(folder))
  if (missing === undefined) return
  throw new ConfigError(
    `fixtures: there is no folder ${resolve(missing)}; BEDROCK_LOCAL_MODE=record makes it`,
  )
}

function folders(fixtures: Options['fixtures']): string[] {
  const list = fixtures === undefined ? [] : Array.isArray(fixtures) ? fixtures : [fixtures]
  return list.map((folder: string | URL) =>
    folder instanceof URL ? fileURLToPath(folder) : folder,
  )
}
