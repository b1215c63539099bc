import type { JsonObject } from '../json.ts'

/** One setting: a row makes the flag, the variable BEDROCK_LOCAL_*, the config key, --help and the README's row. */
export interface Setting {
  readonly name: string
  /** `object` can only be said in the config file. */
  readonly kind: 'text' | 'number' | 'flag' | 'list' | 'choice' | 'object'
  readonly choices?: readonly string[]
  readonly min?: number
  readonly max?: number
  readonly default?: string | number | boolean | readonly string[]
  readonly help: string
  /** What a text must look like, where not everything will do. */
  readonly form?: { readonly pattern: RegExp; readonly says: string }
  /** What the flag alone means, where it may stand without a value. */
  readonly bare?: string
  /** Never shown. */
  readonly secret?: true
}

const REGION = { pattern: /^[a-z]{2}(-[a-z]+)+-\d{1,2}$/, says: 'a region such as us-east-1' }

export const settings = [
  {
    name: 'mode',
    kind: 'choice',
    choices: ['mock', 'replay', 'record', 'proxy'],
    default: 'mock',
    help: 'what happens when no fixture matches',
  },
  {
    name: 'port',
    kind: 'number',
    min: 0,
    max: 65_535,
    default: 4577,
    help: 'port to listen on; 0 takes a free one',
  },
  { name: 'host', kind: 'text', default: '127.0.0.1', help: 'address to listen on' },
  {
    name: 'tls',
    kind: 'flag',
    default: false,
    help: 'serve https, too, on the same port, with a certificate that is made and kept',
  },
  { name: 'tls-cert', kind: 'text', help: 'certificate for https, a file in PEM' },
  { name: 'tls-key', kind: 'text', help: 'private key of that certificate, a file in PEM' },
  {
    name: 'fixtures',
    kind: 'list',
    default: ['fixtures'],
    help: 'folders of fixtures; later ones win',
  },
  {
    name: 'allow-broken',
    kind: 'flag',
    default: false,
    help: 'start in replay although a fixture has errors',
  },
  {
    name: 'watch',
    kind: 'flag',
    default: true,
    help: 'take up fixtures that change while the server runs',
  },
  {
    name: 'pace',
    kind: 'text',
    form: {
      pattern: /^(instant|realistic|recorded|(?!0+(\.0+)?x)\d+(\.\d+)?x)$/,
      says: 'instant, realistic, recorded or a factor such as 2x',
    },
    help: 'speed of answers: instant, realistic, recorded or a factor such as 2x; overrides what fixtures say',
  },
  {
    name: 'region',
    kind: 'text',
    form: REGION,
    default: 'us-east-1',
    help: 'region of requests whose signature names none',
  },
  {
    name: 'account',
    kind: 'text',
    form: { pattern: /^\d{12}$/, says: 'an account id of 12 digits' },
    default: '123456789012',
    help: 'account id in ARNs',
  },
  {
    name: 'lenient',
    kind: 'flag',
    default: false,
    help: 'turn what the model catalogue would refuse into warnings',
  },
  {
    name: 'strict-models',
    kind: 'flag',
    default: false,
    help: 'refuse retired models and ids the catalogue does not know',
  },
  {
    name: 'auth',
    kind: 'choice',
    choices: ['none', 'present', 'verify'],
    default: 'none',
    help: 'which credentials requests must carry',
  },
  { name: 'policy', kind: 'text', help: 'file of IAM policies to enforce' },
  {
    name: 'record-to',
    kind: 'text',
    help: 'folder for recordings; default: recorded/ in the last fixtures folder',
  },
  {
    name: 'refresh',
    kind: 'choice',
    choices: ['replace', 'append'],
    bare: 'replace',
    help: 'record again what is recorded already: replace it, or append to it',
  },
  {
    name: 'record-errors',
    kind: 'flag',
    default: false,
    help: 'record also throttling, server errors and refused credentials',
  },
  {
    name: 'upstream',
    kind: 'text',
    form: { pattern: /^https?:\/\/[^/]+/, says: 'a URL such as https://host' },
    help: "where record and proxy forward to, instead of Bedrock's own hosts",
  },
  { name: 'fips', kind: 'flag', default: false, help: "forward to Bedrock's FIPS hosts" },
  {
    name: 'dual-stack',
    kind: 'flag',
    default: false,
    help: "forward to Bedrock's dual-stack hosts",
  },
  {
    name: 'profile',
    kind: 'text',
    help: "AWS profile of the server's own credentials for record and proxy",
  },
  {
    name: 'credentials',
    kind: 'choice',
    choices: ['server', 'client'],
    default: 'server',
    help: "whose credentials go upstream: the server's own, or a client's bearer key",
  },
  {
    name: 'warn',
    kind: 'flag',
    default: false,
    help: 'in record and proxy, log what validation would have said',
  },
  {
    name: 'allow-host',
    kind: 'list',
    form: { pattern: /^(\*|(\*\.)?[\w.-]+)$/, says: 'names without a port: bedrock.test, *.test' },
    default: [],
    help: 'additional host names to answer to; loopback and names without a dot always work',
  },
  {
    name: 'allow-origin',
    kind: 'list',
    form: {
      pattern: /^(\*|[a-z][a-z0-9+.-]*:\/\/[^/\s]+\/?)$/i,
      says: 'origins such as http://localhost:3000, or *',
    },
    default: [],
    help: 'origins whose web pages may call the server',
  },
  {
    name: 'admin-token',
    kind: 'text',
    secret: true,
    help: 'bearer token that /_admin then asks for',
  },
  {
    name: 'journal-size',
    kind: 'number',
    min: 0,
    max: 1_000_000,
    default: 1_000,
    help: 'exchanges that the journal keeps of each session',
  },
  {
    name: 'journal-clip',
    kind: 'number',
    min: 0,
    max: 25_000_000,
    default: 8_192,
    help: 'bytes of each body that the journal keeps',
  },
  {
    name: 'lambdas',
    kind: 'text',
    default: 'bundled',
    help: 'folder of built Lambda handlers to serve; bundled, or none',
  },
  {
    name: 'console',
    kind: 'flag',
    default: true,
    help: 'serve the web console at /',
  },
  {
    name: 'open',
    kind: 'flag',
    default: false,
    help: 'open the web console in the browser',
  },
  {
    name: 'seed',
    kind: 'number',
    min: 0,
    max: 4_294_967_295,
    default: 1,
    help: 'seed of faults that strike with a probability',
  },
  {
    name: 'grace',
    kind: 'number',
    min: 0,
    max: 900_000,
    default: 10_000,
    help: 'milliseconds that open streams get to end on SIGTERM',
  },
  {
    name: 'log-level',
    kind: 'choice',
    choices: ['debug', 'info', 'warn', 'error', 'silent'],
    default: 'info',
    help: 'what is logged',
  },
  {
    name: 'pretty',
    kind: 'flag',
    help: 'log for people instead of as JSON; default: on a terminal',
  },
  {
    name: 'config',
    kind: 'text',
    help: 'config file; default: bedrock-local.config.json, .yaml or .yml here',
  },
  { name: 'models', kind: 'object', help: 'models to add or change, by id' },
  {
    name: 'keys',
    kind: 'object',
    secret: true,
    help: 'access keys and bearer keys that --auth verify knows',
  },
  { name: 'faults', kind: 'object', help: 'faults to begin with, a list of rules' },
  { name: 'quotas', kind: 'object', help: 'requests and tokens a minute, by model' },
  { name: 'guardrails', kind: 'object', help: 'guardrails to begin with, by id' },
] as const satisfies readonly Setting[]

type Row = (typeof settings)[number]
type Camel<S extends string> = S extends `${infer A}-${infer B}` ? `${A}${Capitalize<Camel<B>>}` : S
type Value<R extends Setting> = R['kind'] extends 'number'
  ? number
  : R['kind'] extends 'flag'
    ? boolean
    : R['kind'] extends 'list'
      ? readonly string[]
      : R['kind'] extends 'object'
        ? JsonObject
        : R extends { choices: readonly (infer C)[] }
          ? C
          : string

/** Every setting under its name in the config file; those without a default may be missing. */
export type Config = {
  readonly [R in Row as Camel<R['name']>]: 'default' extends keyof R
    ? Value<R>
    : Value<R> | undefined
}

export type Mode = Config['mode']

export function keyOf(name: string): string {
  return name.replaceAll(/-(.)/g, (_, letter: string) => letter.toUpperCase())
}

export function variableOf(name: string): string {
  return `BEDROCK_LOCAL_${name.replaceAll('-', '_').toUpperCase()}`
}
