import type { JsonObject } from '../json.ts'

/** One setting. The flag, the BEDROCK_LOCAL_* variable, the config key, --help and the README table come from it. */
export interface Setting {
  readonly name: string
  /** `object` is available in the config file only, and so is the object of `text or object`. */
  readonly kind: 'text' | 'number' | 'flag' | 'list' | 'choice' | 'object' | 'text or object'
  readonly choices?: readonly string[]
  readonly min?: number
  readonly max?: number
  readonly default?: string | number | boolean | readonly string[]
  readonly help: string
  /** The format of a text; `expected` describes it in error messages. */
  readonly form?: { readonly pattern: RegExp; readonly expected: string }
  /** The value of a flag given without one. */
  readonly bare?: string
  /** What the help shows in place of the value. */
  readonly takes?: string
  /** A list whose items may contain commas: each is given with a flag of its own. */
  readonly repeated?: true
  /** Never printed. */
  readonly secret?: true
}

const REGION = { pattern: /^[a-z]{2}(-[a-z]+)+-\d{1,2}$/, expected: 'a region such as us-east-1' }

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
    help: 'port to listen on; 0 picks a free one',
  },
  { name: 'host', kind: 'text', default: '127.0.0.1', help: 'address to listen on' },
  {
    name: 'tls',
    kind: 'flag',
    default: false,
    help: 'also serve https on the same port, with a generated certificate that is reused',
  },
  { name: 'tls-cert', kind: 'text', help: 'certificate file for https (PEM)' },
  { name: 'tls-key', kind: 'text', help: 'private key file of that certificate (PEM)' },
  {
    name: 'fixtures',
    kind: 'list',
    default: ['fixtures'],
    help: 'fixture folders; later folders take precedence',
  },
  {
    name: 'allow-broken',
    kind: 'flag',
    default: false,
    help: 'start in replay mode even if fixtures have errors',
  },
  {
    name: 'watch',
    kind: 'flag',
    default: true,
    help: 'reload fixtures when they change',
  },
  {
    name: 'pace',
    kind: 'text',
    form: {
      pattern: /^(instant|realistic|recorded|(?!0+(\.0+)?x)\d+(\.\d+)?x)$/,
      expected: 'instant, realistic, recorded or a factor such as 2x',
    },
    help: 'speed of answers: instant, realistic, recorded or a factor such as 2x; overrides fixtures',
  },
  {
    name: 'region',
    kind: 'text',
    form: REGION,
    default: 'us-east-1',
    help: 'region of requests without a region in their signature',
  },
  {
    name: 'account',
    kind: 'text',
    form: { pattern: /^\d{12}$/, expected: 'an account id of 12 digits' },
    default: '123456789012',
    help: 'account id in ARNs',
  },
  {
    name: 'lenient',
    kind: 'flag',
    default: false,
    help: 'warn about calls that the model catalogue would reject, and answer them',
  },
  {
    name: 'strict-models',
    kind: 'flag',
    default: false,
    help: 'reject retired models and unknown model ids',
  },
  {
    name: 'model-server',
    kind: 'text or object',
    takes: 'url',
    help: 'local model server (Ollama, llama.cpp, LM Studio, ...) that answers in mock mode where no fixture does',
  },
  {
    name: 'auth',
    kind: 'choice',
    choices: ['none', 'present', 'verify'],
    default: 'none',
    help: 'credentials that requests need',
  },
  { name: 'policy', kind: 'text', help: 'file with IAM policies to enforce' },
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
    help: 'record existing recordings again: replace them, or append to them',
  },
  {
    name: 'record-errors',
    kind: 'flag',
    default: false,
    help: 'also record throttling, server errors and rejected credentials',
  },
  {
    name: 'upstream',
    kind: 'text',
    form: { pattern: /^https?:\/\/[^/]+/, expected: 'a URL such as https://host' },
    help: "URL to forward to in record and proxy, instead of Bedrock's own hosts",
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
    help: "AWS profile for the server's own credentials in record and proxy",
  },
  {
    name: 'credentials',
    kind: 'choice',
    choices: ['server', 'client'],
    default: 'server',
    help: "credentials to send upstream: the server's own, or the client's bearer key",
  },
  {
    name: 'warn',
    kind: 'flag',
    default: false,
    help: 'in record and proxy, log the validation errors that the server would have returned',
  },
  {
    name: 'allow-host',
    kind: 'list',
    form: {
      pattern: /^(\*|(\*\.)?[\w.-]+)$/,
      expected: 'names without a port: bedrock.test, *.test',
    },
    default: [],
    help: 'additional host names to answer to; loopback and names without a dot always work',
  },
  {
    name: 'allow-origin',
    kind: 'list',
    form: {
      pattern: /^(\*|[a-z][a-z0-9+.-]*:\/\/[^/\s]+\/?)$/i,
      expected: 'origins such as http://localhost:3000, or *',
    },
    default: [],
    help: 'origins whose web pages may call the server',
  },
  {
    name: 'admin-token',
    kind: 'text',
    secret: true,
    help: 'bearer token required by /_admin',
  },
  {
    name: 'journal-size',
    kind: 'number',
    min: 0,
    max: 1_000_000,
    default: 1_000,
    help: 'number of exchanges that the journal keeps per session',
  },
  {
    name: 'journal-clip',
    kind: 'number',
    min: 0,
    max: 25_000_000,
    default: 8_192,
    help: 'number of bytes that the journal keeps of each body',
  },
  {
    name: 'lambdas',
    kind: 'text',
    default: 'bundled',
    help: 'folder of Lambda handlers to serve, built or in Python, or bundled, or none',
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
    help: 'random seed for faults with a probability',
  },
  {
    name: 'grace',
    kind: 'number',
    min: 0,
    max: 900_000,
    default: 10_000,
    help: 'milliseconds to wait for open streams on SIGTERM',
  },
  {
    name: 'log-level',
    kind: 'choice',
    choices: ['debug', 'info', 'warn', 'error', 'silent'],
    default: 'info',
    help: 'lowest level to log',
  },
  {
    name: 'pretty',
    kind: 'flag',
    help: 'log readable lines instead of JSON; default: on a terminal',
  },
  {
    name: 'config',
    kind: 'text',
    help: 'config file; default: bedrock-local.config.json, .yaml or .yml in the current folder',
  },
  { name: 'models', kind: 'object', help: 'models to add or change, by id' },
  {
    name: 'keys',
    kind: 'object',
    secret: true,
    help: 'access keys and bearer keys for --auth verify',
  },
  { name: 'faults', kind: 'object', help: 'list of fault rules' },
  { name: 'quotas', kind: 'object', help: 'limits for requests and tokens, by model' },
  { name: 'guardrails', kind: 'object', help: 'guardrails by id' },
  {
    name: 'guardrail-judge',
    kind: 'choice',
    choices: ['rules', 'model'],
    default: 'rules',
    help: 'what judges topics and content for guardrails: fixed rules, or the model of --model-server',
  },
  { name: 'enforced-guardrail', kind: 'object', help: 'guardrail that all calls of models pass' },
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
        : R['kind'] extends 'text or object'
          ? string | JsonObject
          : R extends { choices: readonly (infer C)[] }
            ? C
            : string

/** The values of rows by config key; without a default they may be undefined. */
export type ValuesOf<Rows extends Setting> = {
  readonly [R in Rows as Camel<R['name']>]: 'default' extends keyof R
    ? Value<R>
    : Value<R> | undefined
}

/** All settings by config key. */
export type Config = ValuesOf<Row>

export type Mode = Config['mode']

export function keyOf(name: string): string {
  return name.replaceAll(/-(.)/g, (_, letter: string) => letter.toUpperCase())
}

export function variableOf(name: string): string {
  return `BEDROCK_LOCAL_${name.replaceAll('-', '_').toUpperCase()}`
}
